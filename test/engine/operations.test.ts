/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { IDataObject } from 'n8n-workflow';
import { startRelay } from '../relay';
import { bytesOf, run, type EngineOptions } from '../helpers/engine';

type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;

beforeAll(async () => {
	relay = await startRelay({ keys: ['sk-local'], jobMs: 50, secondsAs: 'any' });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

const CONTINUE = { onError: 'continueErrorOutput' as const };

async function go(
	parameters: IDataObject,
	items: IDataObject[] = [{ row: 1 }],
	more: Partial<EngineOptions> = {},
) {
	return await run({
		baseUrl: relay.baseUrl,
		items: items.map((json) => ({ json })),
		parameters: { channel: 'openAi', ...parameters },
		settings: CONTINUE,
		...more,
	});
}

/** Starts jobs and gives their IDs. */
async function submitted(...prompts: string[]): Promise<string[]> {
	const ran = await go(
		{ operation: 'submit', prompt: '={{ $json.prompt }}', duration: 8 },
		prompts.map((prompt) => ({ prompt })),
	);
	expect(ran.failed).toEqual([]);
	return ran.ok.map((item) => item.json.id as string);
}

describe('submit', () => {
	test('returns the ID without waiting for the job', async () => {
		const ran = await go({ operation: 'submit', prompt: 'a cat [[jobMs:60000]]', duration: 8 });
		expect(ran.ok[0].json).toMatchObject({
			id: expect.any(String),
			channel: 'openAi',
			model: 'sora-2',
			duration: 8,
		});
		expect(ran.ok[0].json.status).toMatch(/queued|in_progress/);
		expect(ran.ok[0].binary).toBeUndefined();
		expect(relay.requests.filter((r) => r.method === 'GET')).toEqual([]);
	});
});

describe('wait', () => {
	test('delivers jobs of another run at the same time', async () => {
		const ids = await submitted(
			...Array.from({ length: 12 }, (_, i) => `clip ${i} [[jobMs:3000]]`),
		);
		const began = Date.now();
		const ran = await go(
			{ operation: 'wait', videoId: '={{ $json.id }}', options: { concurrency: 1 } },
			ids.map((id) => ({ id })),
		);
		expect(ran.failed).toEqual([]);
		expect(ran.ok.map((item) => item.json.id)).toEqual(ids);
		for (const item of ran.ok) expect((await bytesOf(item)).length).toBeGreaterThan(1000);
		// One after the other they would take 36 s.
		expect(Date.now() - began).toBeLessThan(30_000);
		expect(relay.ledger.summary()).toMatchObject({ submits: 12, deliveredJobs: 12 });
	});

	test('does not fail other items if one ID does not exist', async () => {
		const [id] = await submitted('a cat');
		const ran = await go(
			{ operation: 'wait', videoId: '={{ $json.id }}', options: { timeout: 2 } },
			[{ id: 'video_none' }, { id }],
		);
		expect(ran.ok.map((item) => item.json.id)).toEqual([id]);
		expect(ran.failed[0].json).toMatchObject({ id: 'video_none', error: { jobId: 'video_none' } });
	});
});

describe('get and getMany', () => {
	test("return a job's state without a binary", async () => {
		const [id] = await submitted('a cat [[jobMs:60000]]');
		const ran = await go({ operation: 'get', videoId: id });
		expect(ran.ok).toHaveLength(1);
		expect(ran.ok[0].json).toMatchObject({
			id,
			status: expect.stringMatching(/queued|in_progress/),
			channel: 'openAi',
			reportedModel: 'sora-2',
		});
		expect(ran.ok[0].binary).toBeUndefined();
	});

	test.each([
		[{ limit: 3 }, 3],
		[{ returnAll: true }, 130],
	])('list jobs newest first: %o', async (fields, count) => {
		await submitted(...Array.from({ length: 130 }, (_, i) => `clip ${i}`));
		const ran = await go({ operation: 'getMany', ...fields });
		expect(ran.ok).toHaveLength(count);
		expect(new Set(ran.ok.map((item) => item.json.id)).size).toBe(count);
		for (const item of ran.ok) expect(item.pairedItem).toEqual({ item: 0 });
	});
});

describe('download', () => {
	test.each(['video', 'thumbnail', 'spritesheet'])(
		'downloads the %s of a finished job',
		async (variant) => {
			const [id] = await submitted('a cat');
			await new Promise((resolve) => setTimeout(resolve, 150));
			const ran = await go({
				operation: 'download',
				videoId: id,
				variant,
				options: { outputField: 'file' },
			});
			expect(ran.ok[0].json).toEqual({ id });
			expect(ran.ok[0].binary?.file.mimeType).toMatch(
				variant === 'video' ? 'video/mp4' : 'image/webp',
			);
			expect((await bytesOf(ran.ok[0], 'file')).length).toBeGreaterThan(50);
		},
	);
});

describe('delete', () => {
	test('deletes the job', async () => {
		const [id] = await submitted('a cat');
		await new Promise((resolve) => setTimeout(resolve, 150));
		const ran = await go({ operation: 'delete', videoId: id });
		expect(ran.ok[0].json).toEqual({ id, deleted: true });
		expect((await go({ operation: 'get', videoId: id })).failed[0].json.error).toMatchObject({
			httpStatus: 404,
			billed: 'no',
		});
	});
});

describe('remix, edit and extend', () => {
	test.each([
		[
			'remix',
			(id: string) => ({ path: `/v1/videos/${id}/remix`, json: { prompt: 'in the rain' } }),
		],
		[
			'edit',
			(id: string) => ({
				path: '/v1/videos/edits',
				json: { prompt: 'in the rain', video: { id } },
			}),
		],
		[
			'extend',
			(id: string) => ({
				path: '/v1/videos/extensions',
				json: { prompt: 'in the rain', seconds: '4', video: { id } },
			}),
		],
	])(
		'%s makes a new video from a finished one and reports its cost',
		async (operation, expected) => {
			const [id] = await submitted('a cat');
			await new Promise((resolve) => setTimeout(resolve, 150));
			const ran = await go({ operation, videoId: id, prompt: 'in the rain', duration: 4 });
			expect(ran.failed).toEqual([]);
			const [{ json }] = ran.ok;
			expect(json).toMatchObject({
				status: 'completed',
				channel: 'openAi',
				attempts: [{ channel: 'openAi', outcome: 'completed' }],
			});
			expect(json.id).not.toBe(id);
			expect((json.cost as IDataObject).usd).toBeGreaterThan(0);
			expect((await bytesOf(ran.ok[0])).length).toBeGreaterThan(1000);
			expect(relay.requests.filter((r) => r.method === 'POST').at(-1)).toMatchObject(expected(id));
			expect(relay.ledger.summary().chargedJobs).toBe(2);
		},
	);

	test.each(['reverse', 'relay', 'openRouter'])(
		'are refused on %s without a request',
		async (channel) => {
			const ran = await go({
				operation: 'remix',
				channel,
				videoId: 'video_1',
				prompt: 'in the rain',
			});
			expect(ran.failed[0].json.error).toMatchObject({
				class: 'invalid_request',
				retryable: false,
				failover: false,
				billed: 'no',
				message: expect.stringContaining('cannot remix'),
			});
			expect(relay.requests).toEqual([]);
		},
	);

	test("use OpenAI's paths if the option says so", async () => {
		const [id] = await submitted('a cat');
		await new Promise((resolve) => setTimeout(resolve, 150));
		const ran = await go({
			operation: 'remix',
			channel: 'relay',
			videoId: id,
			prompt: 'in the rain',
			options: { apiStyle: 'videos' },
		});
		expect(ran.ok[0].json).toMatchObject({ status: 'completed', channel: 'relay' });
	});

	test('adopt the job whose answer was lost, and pay once', async () => {
		const [id] = await submitted('a cat');
		await new Promise((resolve) => setTimeout(resolve, 150));
		relay.script({ on: 'submit', match: { kind: 'remix' }, do: 'cutAfter' });
		const ran = await go({ operation: 'remix', videoId: id, prompt: 'in the rain' });
		expect(ran.ok[0].json.status).toBe('completed');
		expect(relay.ledger.summary().chargedJobs).toBe(2);
	});
});

describe('estimate', () => {
	test('needs neither a credential nor a request', async () => {
		const ran = await go(
			{ operation: 'estimate', duration: 10, resolution: '720p', count: 3 },
			[{ row: 1 }],
			{ settings: { ...CONTINUE, credentials: {} } },
		);
		expect(ran.failed).toEqual([]);
		expect(ran.ok[0].json).toMatchObject({
			duration: 10,
			resolution: '720p',
			count: 3,
			recommended: 'reverse',
			breakEvenSeconds: 1.2,
		});
		expect(relay.requests).toEqual([]);
	});
});

describe('a fallback channel', () => {
	test('reports both attempts and both costs', async () => {
		const ran = await go({
			channel: 'reverse',
			prompt: 'a cat [[region*inf]]',
			duration: 5,
			options: { fallbackChannel: 'relay' },
		});
		expect(ran.ok[0].json).toMatchObject({
			channel: 'relay',
			model: 'sora-2-official',
			cost: { usd: 0.5 },
			attempts: [
				{
					channel: 'reverse',
					outcome: 'region',
					code: 'unsupported_country_code',
					country: 'MM',
					usd: 0,
				},
				{ channel: 'relay', outcome: 'completed', usd: 0.5 },
			],
		});
	});
});

describe('hints', () => {
	const order = { channel: 'reverse', prompt: 'a cat', duration: 5 };
	test('are empty after a successful run', async () => {
		expect((await go(order)).hints).toEqual([]);
	});
	test('count failed items if the canvas does not show them', async () => {
		const prompts = [{ prompt: 'a cat' }, { prompt: 'a dog [[moderation]]' }];
		const ran = await go({ ...order, prompt: '={{ $json.prompt }}' }, prompts, {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(ran.hints).toEqual([expect.stringMatching(/^1 of 2 items failed\. The key 'error'/)]);
	});
	test('warn about an unsold duration, another model and an expiring URL', async () => {
		relay.script({ do: 'reportedModel:sora-2-turbo', on: 'submit' });
		const ran = await go({ ...order, channel: 'relay', duration: 7, options: { returnAs: 'url' } });
		expect(ran.hints.join('\n')).toMatch(
			/not known to sell 7 s[\s\S]*reports the model 'sora-2-turbo'[\s\S]*expires/,
		);
		expect(ran.ok[0].json.warnings).toEqual(ran.hints);
	});
});

describe('the error that stops a workflow', () => {
	const stopped = async (prompts: string[]) => {
		const rows = prompts.map((prompt) => ({ prompt }));
		const ran = await go({ prompt: '={{ $json.prompt }}', options: { timeout: 1 } }, rows, {
			settings: {},
		});
		return { description: ran.error?.description, ids: relay.ledger.entries.map((e) => e.jobId) };
	};
	test('says once how to get a job that took too long', async () => {
		const { description, ids } = await stopped(['a cat [[jobMs:60000]]']);
		expect(description).toContain(
			"Do not run this node again: that orders and pays for a second video. Get this one with the operation 'Wait' and the ID above, or, under Stop Workflow only, with Retry in the Executions tab.",
		);
		expect(description).not.toContain(ids[0]);
	});
	test('names the jobs of other items', async () => {
		const { description, ids } = await stopped(['a cat [[jobMs:60000]]', 'a dog']);
		expect(description).toContain(`Jobs accepted in this run: ${ids[1]} (item 1, completed).`);
	});
});

describe('a video that is finished at once', () => {
	test('has its URL on a submitted item, with or without an ID', async () => {
		relay.script({ do: { sync: { id: false } } });
		const ran = await go({ operation: 'submit', prompt: 'a cat', duration: 8 });
		const [{ json, binary }] = ran.ok;
		expect(json).toMatchObject({
			status: 'completed',
			url: expect.stringMatching(/^http/),
			warnings: [expect.stringContaining('without an ID')],
		});
		expect(binary).toBeUndefined();
		expect((await fetch(json.url as string)).status).toBe(200);
	});

	test('is attached to a submitted item if it was inside the answer', async () => {
		relay.script({ do: 'syncB64' });
		const ran = await go({ operation: 'submit', prompt: 'a cat', duration: 8 });
		expect((await bytesOf(ran.ok[0])).length).toBeGreaterThan(1000);
	});

	test('is returned as a file if it has no URL to return', async () => {
		relay.script({ do: { syncB64: { id: false } } });
		const ran = await go({ prompt: 'a cat', duration: 8, options: { returnAs: 'url' } });
		expect((await bytesOf(ran.ok[0])).length).toBeGreaterThan(1000);
		expect(ran.ok[0].json.warnings).toEqual([expect.stringContaining('instead of a URL')]);
	});

	test('is named by its URL if it cannot be downloaded and has no ID', async () => {
		relay.script([
			{ do: { sync: { id: false } } },
			{ on: 'content', times: 'inf', do: 'answer:500' },
		]);
		const ran = await go({ prompt: 'a cat', duration: 8, options: { timeout: 2 } });
		const error = ran.failed[0].json.error as IDataObject;
		expect(error).toMatchObject({
			billed: 'yes',
			hint: expect.stringMatching(/fetched only from this address.* http/),
		});
		expect(error).not.toHaveProperty('jobId');
	});
});

describe('an order that may already exist', () => {
	test('stays unknown if the next order is refused, and no fallback orders a third', async () => {
		relay.script([
			{ on: 'submit', do: 'cutBefore' },
			{ on: 'submit', do: 'answer:402' },
		]);
		const ran = await go({
			prompt: 'a cat',
			duration: 8,
			options: { resubmitWhenUnknown: true, fallbackChannel: 'relay' },
		});
		expect(ran.failed[0].json.error).toMatchObject({ class: 'quota', billed: 'unknown' });
		const submits = relay.requests.filter((r) => r.method === 'POST');
		expect(submits).toHaveLength(2);
		expect(new Set(submits.map((r) => r.idempotencyKey)).size).toBe(1);
	});
});

describe('a channel and its fallback', () => {
	test('must be different', async () => {
		const ran = await go({
			prompt: 'a cat',
			duration: 8,
			options: { fallbackChannel: 'openAi', fallbackModel: 'sora-2-pro' },
		});
		expect(ran.failed[0].json.error).toMatchObject({
			class: 'invalid_request',
			message: expect.stringContaining('is the channel itself'),
		});
		expect(relay.requests).toEqual([]);
	});

	test('an unusable credential still allows failover to a second node', async () => {
		const ran = await go({ prompt: 'a cat', duration: 8 }, [{}], {
			credential: { apiKey: 'sk-local', baseUrl: 'nowhere', authHeader: 'bearer' },
		});
		expect(ran.failed[0].json.error).toMatchObject({
			class: 'auth',
			retryable: false,
			failover: true,
			billed: 'no',
		});
	});
});
