import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../../nodes/Sora2/errors/failure';
import { run } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';

let relay: Relay;
beforeAll(async () => void (relay = await startRelay({ jobMs: 1 })));
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

const VALUE = '={{ $json.value === "NaN" ? NaN : $json.value }}';
const GENERATE = {
	operation: 'generate',
	channel: 'openRouter',
	model: { __rl: true, mode: 'id', value: 'any/model' },
	prompt: 'a cat',
	duration: 8,
};

async function runWith(
	parameters: IDataObject,
	values: unknown[],
	path = parameters.channel === 'gemini' ? '/v1beta/openai' : '/api/v1',
) {
	return await run({
		baseUrl: relay.url + path,
		items: values.map((value) => ({ json: { value } as IDataObject })),
		parameters: { ...GENERATE, ...parameters },
		settings: { onError: 'continueErrorOutput' },
	});
}

/** What a field by expression may give for one item of many, and a value that it takes. */
const FIELDS: Array<[label: string, parameters: IDataObject, good: unknown]> = [
	['Channel', { channel: VALUE }, 'openRouter'],
	['Model', { model: VALUE }, 'any/model'],
	['Prompt', { prompt: VALUE }, 'a cat'],
	['Duration (Seconds)', { duration: VALUE }, '8'],
	['Aspect Ratio', { aspectRatio: VALUE }, '9:16'],
	['Resolution', { resolution: VALUE }, '720p'],
	['Start Image (Field or URL)', { options: { inputReference: VALUE } }, ''],
	['End Image (Field or URL)', { options: { endImage: VALUE } }, ''],
	['Generate Audio', { options: { generateAudio: VALUE } }, 'false'],
	['Negative Prompt', { channel: 'gemini', model: '', options: { negativePrompt: VALUE } }, 'rain'],
	['Seed', { options: { seed: VALUE } }, ' 7 '],
	['Custom Size', { options: { size: VALUE } }, ''],
	['Callback URL', { options: { callbackUrl: VALUE } }, ''],
	['Put Output in Field', { options: { outputField: VALUE } }, 'video'],
	['Return As', { options: { returnAs: VALUE } }, 'url'],
	['Timeout (Seconds)', { options: { timeout: VALUE } }, '60'],
	['Body Format', { options: { bodyFormat: VALUE } }, ''],
	['Fallback Channel', { options: { fallbackChannel: VALUE } }, 'none'],
	['Region Resubmits', { options: { regionResubmits: VALUE } }, 0],
	['Order Again If Answer Lost', { options: { resubmitWhenUnknown: VALUE } }, false],
];

test.each(FIELDS)(
	'%s: an item with a value of the wrong kind is refused, the others go on',
	async (label, parameters, good) => {
		const wrong = [{ a: 1 }, ['a', 'b'], true, 'NaN', 'x'.repeat(100_000)].filter(
			(value) => !(value === true && typeof good === 'boolean'),
		);
		// Any text is a text, and any word a model or a field's name.
		if (/Model|Prompt|Field/.test(label)) wrong.pop();
		if (/Audio|Lost/.test(label)) wrong.splice(2, 1);
		const { ok, failed } = await runWith(parameters, [good, ...wrong, good]);
		expect(ok).toHaveLength(2);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual(
			wrong.map((_, i) => ({ item: i + 1 })),
		);
		for (const { json } of failed) {
			const { message, hint, billed } = json.error as unknown as Failure;
			expect(message).toContain(`'${label}'`);
			expect(message + hint).not.toMatch(/\[object|undefined|NaN/);
			expect((message + hint).length).toBeLessThan(600);
			expect(billed).toBe('no');
		}
		expect(relay.ledger.summary().submits).toBe(2);
	},
);

test.each(['..', '.', 'a\nb', '\ud800', 'x'.repeat(5000)])(
	'the video ID %j is refused before anything is sent',
	async (value) => {
		for (const operation of ['wait', 'remix', 'delete']) {
			const { failed } = await runWith({ operation, channel: 'openAi', videoId: VALUE }, [value]);
			expect(failed[0].json.error).toMatchObject({
				message: expect.stringMatching(/^'Video ID' cannot be '/) as string,
				billed: 'no',
				retryable: false,
			});
		}
		expect(relay.requests).toEqual([]);
	},
);

test.each([
	['data:image/svg+xml;base64,PHN2Zy8+', 'is not a data URL of a PNG, JPEG or WebP picture'],
	['data:text/html,hi', 'is not a data URL of a PNG, JPEG or WebP picture'],
	['https://', "cannot be 'https://'"],
])('the picture %j is refused before anything is ordered', async (value, words) => {
	const { failed } = await runWith({ options: { inputReference: VALUE } }, [value]);
	expect(failed[0].json.error).toMatchObject({
		message: `'Start Image (Field or URL)' ${words}`,
		billed: 'no',
	});
	expect(relay.ledger.summary().submits).toBe(0);
});

test.each([
	['a file n8n has deleted', { data: 'filesystem-v2', id: 'filesystem-v2:none', mimeType: 'x' }],
	['no data at all', { mimeType: 'image/png' }],
	['null', null],
])('a picture field with %s fails its own item only', async (_, picture) => {
	const { ok, failed } = await run({
		baseUrl: `${relay.url}/api/v1`,
		items: [{ json: {}, binary: { picture: picture as never } }, { json: {} }],
		parameters: {
			...GENERATE,
			options: { inputReference: '={{ $itemIndex === 0 ? "picture" : "" }}' },
		},
		settings: { onError: 'continueErrorOutput' },
	});
	expect(ok).toHaveLength(1);
	expect(failed[0].json.error).toMatchObject({
		message: expect.stringContaining("binary field 'picture'") as string,
		class: 'invalid_request',
		billed: 'no',
	});
});

test('a limit that is no whole number is rounded up', async () => {
	const { ok } = await runWith(
		{ operation: 'getMany', channel: 'openAi', limit: 2.5 },
		[''],
		'/v1',
	);
	expect(ok).toEqual([]);
	expect(relay.requests.map(({ query, status }) => [query.limit, status])).toEqual([['3', 200]]);
});

test('a word for off turns the sound off', async () => {
	await runWith({ options: { generateAudio: VALUE } }, ['false']);
	expect(relay.requests.find(({ method }) => method === 'POST')?.json).toMatchObject({
		generate_audio: false,
	});
});

test.each([
	['spendingLimit', "'Spending Limit (USD)'", ['5,00', 'NaN', null, '', {}, -1]],
	['concurrency', "'Concurrency'", [0, 'many', {}]],
	['requestsPerMinute', "'Requests per Minute'", [-1, 'many']],
	['jobLedger', "'Job Ledger'", [{}, true]],
])(
	'a run whose %s is of the wrong kind orders nothing: a limit must not become none',
	async (option, label, values) => {
		for (const value of values) {
			const { ok, failed } = await runWith({ options: { [option]: VALUE } }, [value, 'second']);
			expect(ok).toEqual([]);
			for (const { json } of failed)
				expect(json.error).toMatchObject({
					message: expect.stringContaining(label) as string,
					hint: expect.stringContaining('Nothing was sent') as string,
					class: 'invalid_request',
				});
			expect(failed).toHaveLength(2);
		}
		expect(relay.ledger.summary().submits).toBe(0);
	},
);

test('an option only the first item gets wrong does not concern the others', async () => {
	const { ok, failed } = await runWith(
		{ options: { seed: VALUE, spendingLimit: 100, concurrency: 2 } },
		['x', 1],
	);
	expect([ok.length, failed.length]).toEqual([1, 1]);
});
