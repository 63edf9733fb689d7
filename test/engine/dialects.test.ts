import { bytesOf, run, type Ran } from '../helpers/engine';
import { stepTime } from './support/steppedTime';

/*
 * The node in n8n's engine against small servers that each imitate one endpoint, strictly (test/dialects). What the
 * node has to be told is in a test's parameters; everything else it finds in the answers.
 */
interface Job {
	id: string;
	clip: Buffer;
}
interface Dialect {
	baseUrl: string;
	key: string;
	next: string | undefined;
	jobs: Map<string, Job>;
	orders(): Array<{
		status: number;
		type: string;
		json?: Record<string, unknown>;
		form?: Record<string, unknown>;
	}>;
	requests: Array<{ method: string; path: string; headers: Record<string, string> }>;
	files?: Dialect;
	close(): Promise<void>;
}

// Time passes ten times as fast for the node and the servers alike.
beforeAll(() => stepTime());

const open: Dialect[] = [];
afterEach(async () => {
	for (const server of open.splice(0)) await server.close();
});

async function start(name: string, options: object = {}): Promise<Dialect> {
	const { start: begin } = (await import(`../dialects/${name}.js`)) as {
		start(o: object): Promise<Dialect>;
	};
	const server = await begin(options);
	open.push(server);
	return server;
}

interface Order {
	channel?: string;
	model?: string;
	prompt?: string;
	duration?: number;
	options?: Record<string, unknown>;
	authHeader?: string;
	key?: string;
}

async function order(
	server: Dialect,
	{
		channel = 'openAi',
		model = '',
		prompt = 'a quiet street in the rain',
		duration = 8,
		options = {},
		authHeader = 'bearer',
		key = server.key,
	}: Order = {},
): Promise<Ran> {
	return await run({
		baseUrl: server.baseUrl,
		credential: { apiKey: key, baseUrl: server.baseUrl, authHeader },
		items: [{ json: {} }],
		parameters: {
			channel,
			model: { __rl: true, mode: 'id', value: model },
			prompt,
			duration,
			options,
		} as never,
		settings: { onError: 'continueErrorOutput' },
	});
}

/** The failure of an order, which must be the only output. */
function failureOf(ran: Ran): Record<string, unknown> {
	expect(ran.ok).toEqual([]);
	return ran.failed[0].json.error as Record<string, unknown>;
}

/** One video, its bytes the server's, ordered once. */
async function delivered(server: Dialect, ran: Ran) {
	expect(ran.failed).toEqual([]);
	expect(ran.error).toBeUndefined();
	const [job] = server.jobs.values();
	expect(server.jobs.size).toBe(1);
	expect((await bytesOf(ran.ok[0])).equals(job.clip)).toBe(true);
	return ran.ok[0].json;
}

interface Story {
	server: string;
	setup?: object;
	order?: Order;
	/** What the item says of the job. */
	item?: Record<string, unknown>;
	/** Refusals set by `server.next`, and the expected verdicts. */
	refusals: Record<string, Record<string, unknown>>;
	/** Failed jobs caused by a prompt, and the expected verdicts. */
	failures: Record<string, Record<string, unknown>>;
	/** How a wrong key is read. */
	wrongKey?: Record<string, unknown>;
}

const REGION = {
	class: 'region',
	code: 'unsupported_country_code',
	country: 'MM',
	retryable: true,
	failover: true,
	billed: 'no',
};
const RETIRED = { class: 'model_retired', retryable: false, failover: true, billed: 'no' };
const QUOTA = { class: 'quota', retryable: false, failover: true, billed: 'no' };
const MODERATION = { class: 'moderation', retryable: false, failover: false };
const INVALID = { class: 'invalid_request', retryable: false, failover: false, billed: 'no' };
const LOST = { class: 'overloaded', billed: 'unknown', retryable: false, failover: false };
const BUSY = { class: 'overloaded', retryable: true, failover: true, billed: 'no' };
// Without billing information it is unknown, and not ordered again.
const FAILED = { class: 'job_failed', retryable: false, failover: false, billed: 'unknown' };
const AUTH = { class: 'auth', retryable: false, failover: true, billed: 'no' };

const STORIES: Record<string, Story> = {
	LiteLLM: {
		server: 'litellm',
		item: { status: 'completed', model: 'sora-2', reportedModel: 'sora-2' },
		refusals: {
			region: REGION,
			moderation: { ...MODERATION, code: 'moderation_blocked', billed: 'no' },
			seconds: {
				...INVALID,
				code: 'invalid_value',
				upstreamMessage: "Invalid value: '10'. Supported values are: '4', '8', and '12'.",
			},
			quota: QUOTA,
			budget: QUOTA,
			model: RETIRED,
			down: LOST,
		},
		failures: {
			moderation_blocked: MODERATION,
			internal_error: { ...FAILED, code: 'internal_error' },
		},
		wrongKey: AUTH,
	},
	'new-api': {
		server: 'newApi',
		item: { status: 'completed', reportedModel: 'sora-2' },
		refusals: {
			region: REGION,
			retired: {
				...RETIRED,
				code: 'model_not_found',
				httpStatus: 503,
				requestId: '20261122081530123456789abcdefgh',
			},
			retiredZh: { ...RETIRED, code: 'model_not_found' },
			quotaNested: { ...QUOTA, code: 'insufficient_user_quota' },
			quotaFlat: QUOTA,
			words: { ...MODERATION, code: 'sensitive_words_detected' },
			size: { ...INVALID, code: 'invalid_size' },
		},
		failures: { internal_error: FAILED, content_policy: MODERATION },
		wrongKey: { ...AUTH, upstreamMessage: '无效的令牌' },
	},
	'new-api rc.30': {
		server: 'newApi',
		setup: { rc30: true },
		item: { status: 'completed' },
		refusals: { retired: RETIRED },
		failures: {
			internal_error: { ...FAILED, upstreamMessage: 'internal_error: the upstream gave up' },
		},
	},
	'vLLM-Omni': {
		server: 'vllmOmni',
		order: { model: 'Wan-AI/Wan2.2-T2V-A14B-Diffusers', options: { bodyFormat: 'multipart' } },
		item: { reportedModel: 'Wan-AI/Wan2.2-T2V-A14B-Diffusers' },
		refusals: {
			reference: { ...INVALID, upstreamMessage: 'Invalid input reference.' },
			model: RETIRED,
			dead: { class: 'overloaded', billed: 'no' },
		},
		failures: {
			number: { ...FAILED, upstreamMessage: 'CUDA out of memory. Tried to allocate 20.00 GiB.' },
		},
		wrongKey: AUTH,
	},
	SGLang: {
		server: 'sglang',
		order: { model: 'wan', options: { secondsAs: 'number' } },
		item: { reportedModel: 'wan' },
		refusals: {},
		failures: { oom: { ...FAILED, upstreamMessage: 'CUDA out of memory' } },
	},
	'NVIDIA Dynamo': {
		server: 'dynamo',
		order: { model: 'wan', options: { secondsAs: 'number' } },
		item: { status: 'completed', reportedModel: 'wan' },
		refusals: { model: RETIRED, busy: BUSY },
		failures: { gpu: { ...FAILED, upstreamMessage: 'gpu: the worker crashed' } },
	},
	'NVIDIA Dynamo, bytes inside': {
		server: 'dynamo',
		setup: { as: 'b64_json' },
		order: { model: 'wan', options: { secondsAs: 'number' } },
		refusals: {},
		failures: {},
	},
	Aquiles: {
		server: 'aquiles',
		order: { model: 'wan2.2' },
		item: { reportedModel: 'wan2.2' },
		refusals: { model: RETIRED },
		failures: { failed: { ...FAILED, upstreamMessage: 'Generation failed: out of memory' } },
		wrongKey: AUTH,
	},
	Azure: {
		server: 'azure',
		order: { authHeader: 'apiKey' },
		item: { expiresAt: expect.any(String) },
		refusals: {
			gone: {
				...RETIRED,
				code: 'DeploymentNotFound',
				requestId: 'b1f3c9a2-7a1e-4a44-8a0e-1f2d3c4b5a69',
			},
			filter: { ...MODERATION, code: 'content_filter' },
			rate: { class: 'rate_limit', retryable: true, retryAfterMs: 86_400_000 },
		},
		failures: { moderation_blocked: MODERATION },
		wrongKey: AUTH,
	},
	'laozhang muse-video': {
		server: 'laozhang',
		order: { model: 'muse-video' },
		item: { reportedModel: 'muse-video', cost: { usd: 0.3, usdMax: 1.55 } },
		refusals: { retired: RETIRED, quota: QUOTA },
		failures: { timeout: { ...FAILED, billed: 'no', retryable: true, failover: true } },
		wrongKey: AUTH,
	},
	'APIYI /v1/videos': {
		server: 'apiyi',
		order: { duration: 10, options: { bodyFormat: 'multipart' } },
		item: { status: 'completed' },
		refusals: {
			region: REGION,
			sentinel: { ...MODERATION, code: 'sentinel_block' },
			person: MODERATION,
			load: BUSY,
		},
		failures: {
			moderation: MODERATION,
			other: { ...FAILED, upstreamMessage: 'Video generation failed, please retry' },
		},
		wrongKey: AUTH,
	},
	Merge: {
		server: 'merge',
		order: { model: 'minimax/minimax-h3', options: { secondsAs: 'number', size: '768P' } },
		item: { cost: { usd: 0.32 }, reportedModel: 'minimax/minimax-h3' },
		refusals: { model: RETIRED, credits: QUOTA, lost: LOST },
		failures: { internal_error: { ...FAILED, code: 'internal_error' } },
		wrongKey: AUTH,
	},
	Inworld: {
		server: 'inworld',
		order: {
			model: 'bytedance/seedance-2.0',
			authHeader: 'basic',
			options: { idempotencyHonoured: true },
		},
		item: { reportedModel: 'bytedance/seedance-2.0' },
		refusals: { payment: QUOTA, model: RETIRED },
		failures: { content_policy_violation: MODERATION, internal_error: FAILED },
		wrongKey: AUTH,
	},
	Bifrost: {
		server: 'bifrost',
		order: { model: 'openai/sora-2', options: { apiStyle: 'bifrost', generateAudio: true } },
		item: { status: 'completed', reportedModel: 'sora-2' },
		refusals: { region: REGION, moderation: MODERATION, model: RETIRED, keys: AUTH },
		failures: { moderation_blocked: MODERATION, internal_error: FAILED },
		wrongKey: AUTH,
	},
	'Bifrost, bytes inside': {
		server: 'bifrost',
		setup: { as: 'base64' },
		order: { model: 'openai/sora-2', options: { apiStyle: 'bifrost', seed: 7 } },
		refusals: {},
		failures: {},
	},
	Opper: {
		server: 'opper',
		order: { model: 'xai/grok-imagine-video', options: { apiStyle: 'opper' } },
		item: { status: 'completed', reportedModel: 'xai/grok-imagine-video' },
		refusals: { credits: QUOTA, model: RETIRED, moderation: MODERATION },
		failures: { internal: { ...FAILED, upstreamMessage: 'internal: it failed' } },
		wrongKey: AUTH,
	},
	'Opper, a model of OpenAI': {
		server: 'opper',
		order: { model: 'openai/sora-2', options: { apiStyle: 'opper' } },
		refusals: {},
		failures: {},
	},
	Together: {
		server: 'together',
		order: {
			model: 'google/veo-3.0',
			options: { apiStyle: 'together', negativePrompt: 'text', generateAudio: false },
		},
		item: { cost: { usd: 0.28 }, reportedModel: 'google/veo-3.0' },
		refusals: { model: RETIRED, credits: QUOTA, rate: BUSY },
		failures: { internal: { ...FAILED, upstreamMessage: 'internal: it failed' } },
		wrongKey: AUTH,
	},
	'Together, by names': {
		server: 'together',
		order: { model: 'Wan-AI/wan2.7-t2v', options: { apiStyle: 'together' } },
		refusals: {},
		failures: {},
	},
	OpenRouter: {
		server: 'openRouter',
		order: { channel: 'openRouter', model: 'google/veo-3.1' },
		item: { cost: { usd: 0.5 }, reportedModel: 'google/veo-3.1' },
		refusals: {
			credits: QUOTA,
			model: RETIRED,
			flagged: MODERATION,
			region: {
				class: 'region',
				code: 'unsupported_country_region_territory',
				retryable: false,
				failover: true,
			},
			down: LOST,
		},
		failures: {
			moderation: MODERATION,
			cancelled: { class: 'job_failed', upstreamMessage: 'the endpoint reports it as cancelled' },
			expired: { class: 'job_failed', upstreamMessage: 'the endpoint reports it as expired' },
			other: { ...FAILED, upstreamMessage: 'Provider returned error' },
		},
		wrongKey: AUTH,
	},
};

describe.each(Object.entries(STORIES))('%s', (_, story) => {
	test('delivers the video unchanged, ordered once', async () => {
		const server = await start(story.server, story.setup);
		const json = await delivered(server, await order(server, story.order));
		expect(json).toMatchObject(story.item ?? {});
		expect(server.orders()).toHaveLength(1);
		expect(
			server.files?.requests.filter((r) => r.headers.authorization || r.headers['api-key']) ?? [],
		).toEqual([]);
	});

	for (const [name, expected] of Object.entries(story.refusals)) {
		test(`reads the refusal "${name}" as ${String(expected.class)}`, async () => {
			const server = await start(story.server, story.setup);
			server.next = name;
			expect(failureOf(await order(server, story.order))).toMatchObject(expected);
			expect(server.orders()).toHaveLength(1);
		});
	}

	for (const [name, expected] of Object.entries(story.failures)) {
		test(`reads the failed job "${name}" as ${String(expected.class)}`, async () => {
			const server = await start(story.server, story.setup);
			expect(
				failureOf(await order(server, { ...story.order, prompt: `it fails: ${name}` })),
			).toMatchObject({ ...expected, jobId: [...server.jobs.keys()][0] });
		});
	}

	if (story.wrongKey) {
		test('reads a wrong key as auth', async () => {
			const server = await start(story.server, story.setup);
			const failure = failureOf(await order(server, { ...story.order, key: 'of-somebody-else' }));
			expect(failure).toMatchObject(story.wrongKey!);
			expect(server.orders()).toHaveLength(1);
		});
	}
});

describe('without any option', () => {
	test.each([
		['vLLM-Omni', 'vllmOmni', { model: 'wan' }],
		['APIYI', 'apiyi', { duration: 10 }],
	])(
		'%s takes only forms: after the JSON is refused, this and the next item are sent as forms',
		async (_, name, more) => {
			const server = await start(name);
			await delivered(server, await order(server, more));
			expect(server.orders().map((o) => [o.status, o.form !== undefined])).toEqual([
				[name === 'apiyi' ? 415 : 400, false],
				[200, true],
			]);
		},
	);

	test('an explicit body format is kept', async () => {
		const server = await start('apiyi');
		expect(
			failureOf(await order(server, { duration: 10, options: { bodyFormat: 'json' } })),
		).toMatchObject({
			...INVALID,
			httpStatus: 415,
			hint: expect.stringContaining("'Body Format'"),
		});
		expect(server.orders()).toHaveLength(1);
	});

	test.each([
		['SGLang with a strict validator', 'sglang'],
		['NVIDIA Dynamo', 'dynamo'],
	])('%s takes only numbers: the hint names the option', async (_, name) => {
		const server = await start(name);
		expect(failureOf(await order(server, { model: 'wan' }))).toMatchObject({
			...INVALID,
			hint: expect.stringContaining("'Seconds As'"),
		});
		expect(server.orders()).toHaveLength(1);
	});

	test('SGLang also takes text', async () => {
		const server = await start('sglang', { strict: false });
		await delivered(server, await order(server, { model: 'wan' }));
	});

	test('LiteLLM requires text: the hint names the option', async () => {
		const server = await start('litellm');
		expect(failureOf(await order(server, { options: { secondsAs: 'number' } }))).toMatchObject({
			...INVALID,
			code: 'invalid_type',
			hint: expect.stringContaining("'Seconds As'"),
		});
	});

	test('an unsupported length is refused by the endpoint, in its own words', async () => {
		const server = await start('laozhang');
		expect(failureOf(await order(server, { model: 'muse-video', duration: 7 }))).toMatchObject({
			...INVALID,
			code: 'invalid_seconds',
			upstreamMessage: 'seconds must be one of 5, 8, 10 for muse-video',
		});
	});
});

describe('paths', () => {
	test("new-api does not know the article's path: the hint names the option that fixes it", async () => {
		const server = await start('newApi');
		const failure = failureOf(await order(server, { channel: 'relay', duration: 8 }));
		expect(failure).toMatchObject({
			...INVALID,
			httpStatus: 404,
			hint: expect.stringContaining("'API Style'"),
		});
		await delivered(
			server,
			await order(server, { channel: 'relay', duration: 8, options: { apiStyle: 'videos' } }),
		);
	});

	test('a 404 about a model is not an unknown path', async () => {
		const server = await start('azure');
		server.next = 'gone';
		expect(failureOf(await order(server, { authHeader: 'apiKey' })).hint).not.toContain(
			"'API Style'",
		);
	});
});

test('a saturated new-api is retried, and the video is ordered once', async () => {
	const server = await start('newApi');
	server.next = 'busy';
	await delivered(server, await order(server));
	expect(server.orders().map((o) => o.status)).toEqual([429, 200]);
});

test('new-api reporting no answer from upstream in an envelope is a lost answer, not a refusal', async () => {
	const server = await start('newApi');
	server.next = 'lost';
	expect(failureOf(await order(server))).toMatchObject({ ...LOST, httpStatus: 500 });
	expect(server.orders()).toHaveLength(1);
});

test("LiteLLM's 403 for an unknown job is about the video, not the account", async () => {
	const server = await start('litellm');
	const ran = await run({
		baseUrl: server.baseUrl,
		credential: { apiKey: server.key, baseUrl: server.baseUrl, authHeader: 'bearer' },
		items: [{ json: {} }],
		parameters: { operation: 'get', channel: 'openAi', videoId: 'video_of_somebody_else' },
		settings: { onError: 'continueErrorOutput' },
	});
	expect(failureOf(ran)).toMatchObject({ class: 'auth', httpStatus: 403, failover: false });
});

describe('endpoints of the channel openAi', () => {
	test('Bifrost requires a provider for its list: a lost order is found there and not sent again', async () => {
		const server = await start('bifrost');
		server.next = 'gone';
		const order2 = { model: 'openai/sora-2', options: { apiStyle: 'bifrost' } };
		await delivered(server, await order(server, order2));
		expect(server.orders()).toHaveLength(1);
	});

	test("listing Bifrost's jobs without a provider fails with an explanation", async () => {
		const server = await start('bifrost');
		const ran = await run({
			baseUrl: server.baseUrl,
			credential: { apiKey: server.key, baseUrl: server.baseUrl, authHeader: 'bearer' },
			items: [{ json: {} }],
			parameters: { operation: 'getMany', channel: 'openAi', options: { apiStyle: 'bifrost' } },
			settings: { onError: 'continueErrorOutput' },
		});
		expect(failureOf(ran)).toMatchObject({
			...INVALID,
			upstreamMessage: 'provider query parameter is required',
		});
	});

	const INWORLD = {
		model: 'bytedance/seedance-2.0',
		authHeader: 'basic',
		options: { idempotencyHonoured: true },
	};

	test('Inworld returns a lost order for the same key: one job, two requests', async () => {
		const server = await start('inworld');
		server.next = 'gone';
		await delivered(server, await order(server, INWORLD));
		expect(server.orders()).toHaveLength(2);
		const orders = server.requests.filter(({ method }) => method === 'POST');
		const [first, second] = orders.map(({ headers }) => headers['idempotency-key']);
		expect(first).toBe(second);
		expect(first.length).toBeLessThanOrEqual(255);
	});

	test.each([
		[false, { status: 'cancelled', cancelled: true }],
		[true, { status: 'queued', cancelled: false }],
	])('Inworld cancels a job that has not begun (begun: %s)', async (started, expected) => {
		const server = await start('inworld', { started });
		const ask = async (parameters: object) =>
			await run({
				baseUrl: server.baseUrl,
				credential: { apiKey: server.key, baseUrl: server.baseUrl, authHeader: 'basic' },
				items: [{ json: {} }],
				parameters: { channel: 'openAi', ...parameters },
				settings: { onError: 'continueErrorOutput' },
			});
		const { id } = (await ask({ operation: 'submit', prompt: 'a cat', duration: 8 })).ok[0].json;
		const ran = await ask({ operation: 'cancel', videoId: id });
		expect(ran.failed).toEqual([]);
		expect(ran.ok[0].json).toEqual({ id, ...expected });
	});
});
