/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytesOf, run, type Ran } from '../helpers/engine';
import peers from '../peers';

/*
 * The node against servers written by others (test/peers): answers are read correctly, and nothing is ordered twice.
 * aimock's own journal counts the orders.
 */
const CLIP = Buffer.alloc(5000, 9);
let files: Server;
let link: string;
let aimock: peers.Aimock;
let portkey: peers.Portkey;

// As with the older engines: without `npm test`, which installs them, there is nothing to test against.
const whereInstalled = peers.installed ? describe : describe.skip;

beforeAll(async () => {
	if (!peers.installed) return;
	files = createServer((_, res) =>
		res.writeHead(200, { 'content-type': 'video/mp4', 'content-length': CLIP.length }).end(CLIP),
	);
	await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
	link = `http://127.0.0.1:${(files.address() as AddressInfo).port}/v.mp4`;
	aimock = await peers.startAimock();
	portkey = await peers.startPortkey(`${aimock.origin}/v1`);
}, 60_000);
afterAll(async () => {
	if (!peers.installed) return;
	await portkey.close();
	await aimock.close();
	await new Promise((resolve) => files.close(resolve));
});

const RETRIES = { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 } as const;
const ONCE = { onError: 'continueErrorOutput' } as const;

async function order(
	origin: string,
	prompt: string,
	{ settings = ONCE as object, prefix = '/v1', ...parameters }: Record<string, unknown> = {},
): Promise<Ran> {
	return await run({
		baseUrl: origin + String(prefix),
		items: [{ json: {} }],
		parameters: { channel: 'openAi', prompt, duration: 8, ...parameters } as never,
		settings: settings as object,
	});
}

/** Orders aimock saw, by the status it answered them with; `null` for a connection it broke. */
async function orders(): Promise<Array<number | null>> {
	return (await aimock.journal())
		.filter((entry) => entry.method === 'POST')
		.map((entry) => entry.response?.status ?? null);
}

const failureOf = ({ ok, failed }: Ran) => {
	expect(ok).toEqual([]);
	return failed[0].json.error as Record<string, unknown>;
};
const video = (userMessage: string, answer: object) => ({
	match: { userMessage, endpoint: 'video' },
	response: { video: answer },
});
const refusal = (userMessage: string, status: number, error: object) => ({
	match: { userMessage, endpoint: 'video' },
	response: { status, error },
});

const FIXTURES = () => [
	video('a heron', { id: 'vid-heron', status: 'completed', url: link }),
	video('an owl', { id: 'vid-owl', status: 'processing' }),
	video('a broken owl', { id: 'vid-broken', status: 'failed' }),
	refusal('from Myanmar', 403, {
		message: 'Sora is not available in your country',
		type: 'invalid_request_error',
		code: 'unsupported_country_code',
		param: 'MM',
	}),
	refusal('without credit', 429, {
		message: 'You exceeded your current quota, please check your plan and billing details.',
		type: 'insufficient_quota',
		code: 'insufficient_quota',
	}),
	refusal('against the rules', 400, {
		message: 'Your request was rejected by our safety system.',
		type: 'invalid_request_error',
		code: 'moderation_blocked',
	}),
	refusal('of the past', 404, {
		message: 'The model `sora-2` does not exist or you do not have access to it.',
		type: 'invalid_request_error',
		code: 'model_not_found',
	}),
	refusal('at the wrong hour', 400, {
		message: "We're under heavy load, please try again later.",
		type: 'invalid_request_error',
		code: 'heavy_load',
	}),
];

whereInstalled('aimock', () => {
	beforeEach(async () => {
		await aimock.reset();
		await aimock.fixtures(FIXTURES());
	});

	test.each([[{}], [{ options: { bodyFormat: 'multipart' } }], [{ settings: RETRIES }]])(
		'a fixture becomes a video (%j)',
		async (more) => {
			const ran = await order(aimock.origin, 'a heron', more);
			expect((await bytesOf(ran.ok[0])).equals(CLIP)).toBe(true);
			expect(await orders()).toEqual([200]);
		},
	);

	test('an endless job is awaited and polled again in every try, and ordered once', async () => {
		const failure = failureOf(
			await order(aimock.origin, 'an owl', { settings: RETRIES, options: { timeout: 1 } }),
		);
		expect(failure).toMatchObject({
			class: 'timeout',
			jobId: 'vid-owl',
			failover: false,
			billed: 'yes',
		});
		expect(await orders()).toEqual([200]);
	});

	test('a failed job without billing information is not ordered again', async () => {
		expect(
			failureOf(await order(aimock.origin, 'a broken bird: a broken owl', { settings: RETRIES })),
		).toMatchObject({ class: 'job_failed', jobId: 'vid-broken', billed: 'unknown' });
		expect(await orders()).toEqual([200]);
	});

	test.each([
		[
			'from Myanmar',
			{
				class: 'region',
				code: 'unsupported_country_code',
				country: 'MM',
				retryable: true,
				billed: 'no',
			},
			3,
		],
		[
			'without credit',
			{ class: 'quota', code: 'insufficient_quota', retryable: false, failover: true },
			1,
		],
		[
			'against the rules',
			{ class: 'moderation', code: 'moderation_blocked', retryable: false, failover: false },
			1,
		],
		[
			'of the past',
			{ class: 'model_retired', code: 'model_not_found', retryable: false, failover: true },
			1,
		],
		['at the wrong hour', { class: 'overloaded', code: 'heavy_load', retryable: true }, 3],
		['nobody foresaw', { class: 'invalid_request', code: 'no_fixture_match' }, 1],
	])('an order %s', async (prompt, expected, sent) => {
		expect(failureOf(await order(aimock.origin, prompt, { settings: RETRIES }))).toMatchObject(
			expected,
		);
		expect(await orders()).toHaveLength(sent);
	});

	test('chaos: a broken connection leaves the outcome unknown, and nothing is ordered again', async () => {
		await aimock.chaos({ disconnectRate: 1 });
		expect(failureOf(await order(aimock.origin, 'a heron', { settings: RETRIES }))).toMatchObject({
			class: 'network',
			billed: 'unknown',
			retryable: false,
			failover: false,
		});
		expect(await orders()).toHaveLength(1);
	}, 60_000);

	test('chaos: truncated JSON leaves the outcome unknown, and nothing is ordered again', async () => {
		await aimock.chaos({ malformedRate: 1 });
		expect(failureOf(await order(aimock.origin, 'a heron', { settings: RETRIES }))).toMatchObject({
			billed: 'unknown',
			retryable: false,
			failover: false,
		});
		expect(await orders()).toHaveLength(1);
	}, 60_000);

	test('chaos: a dropped order is reported, and the next tries send it again', async () => {
		await aimock.chaos({ dropRate: 1 });
		expect(failureOf(await order(aimock.origin, 'a heron', { settings: RETRIES }))).toMatchObject({
			class: 'overloaded',
			code: 'chaos_drop',
			billed: 'no',
		});
		expect(await orders()).toEqual([500, 500, 500]);
	});

	test('chaos: a rate limit is waited out', async () => {
		await aimock.chaos({ rateLimitRate: 1 });
		const running = order(aimock.origin, 'a heron');
		while ((await orders()).length === 0) await new Promise((r) => setTimeout(r, 50));
		await aimock.calm();
		const ran = await running;
		expect((await bytesOf(ran.ok[0])).equals(CLIP)).toBe(true);
		// A slow machine may order once more before the limit is gone.
		expect([...new Set(await orders())]).toEqual([429, 200]);
	});

	test('its OpenRouter: a job takes several polls, and its file needs the key', async () => {
		const ran = await order(aimock.origin, 'a heron', {
			channel: 'openRouter',
			prefix: '/api/v1',
			model: { __rl: true, mode: 'id', value: 'google/veo-3.1' },
		});
		expect(ran.failed).toEqual([]);
		expect(ran.ok[0].json).toMatchObject({ status: 'completed', channel: 'openRouter' });
		expect((await orders()).length).toBe(1);
	});
});

whereInstalled("Portkey's gateway in front of aimock", () => {
	beforeEach(async () => {
		await aimock.reset();
		await aimock.fixtures(FIXTURES());
	});

	test.each([
		['from Myanmar', { class: 'region', country: 'MM' }],
		['against the rules', { class: 'moderation', code: 'moderation_blocked' }],
		['without credit', { class: 'quota', code: 'insufficient_quota' }],
	])('a refusal of an order %s is reported', async (prompt, expected) => {
		expect(failureOf(await order(portkey.origin, prompt))).toMatchObject(expected);
		expect(await orders()).toHaveLength(1);
	});

	test('its unusual 500 to an order is read correctly, and the order is sent once', async () => {
		// On Node 20 the gateway stumbles over every good answer; elsewhere it passes the video on.
		const ran = await order(portkey.origin, 'a heron');
		if (ran.failed.length > 0)
			expect(failureOf(ran)).toMatchObject({
				class: 'overloaded',
				httpStatus: 500,
				upstreamMessage: 'Something went wrong',
				message: expect.stringContaining('briefly out of service'),
			});
		else expect((await bytesOf(ran.ok[0])).equals(CLIP)).toBe(true);
		expect(await orders()).toEqual([200]);
	});

	test('its unusual 500 to every poll never abandons the job or orders anything', async () => {
		await order(aimock.origin, 'an owl', { operation: 'submit' });
		const ran = await order(portkey.origin, '', {
			operation: 'wait',
			videoId: 'vid-owl',
			options: { timeout: 2 },
			settings: RETRIES,
		});
		expect(failureOf(ran)).toMatchObject({ class: 'timeout', jobId: 'vid-owl', httpStatus: 500 });
		expect(portkey.seen.filter((r) => r.path.includes('vid-owl')).length).toBeGreaterThan(1);
		expect(await orders()).toEqual([200]);
	});
});
