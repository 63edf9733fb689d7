import { FAILURE_CLASSES, type Failure, type Verdict } from '../../../nodes/Sora2/errors/failure';
import {
	describeRemainingJobs,
	describeTimeout,
	describeUnfetchedFile,
	formatSeconds,
	toFailure as inWords,
	type FailureContext,
	type FailureSettings,
} from '../../../nodes/Sora2/errors/messages';

const SCENE: FailureContext = {
	channel: 'reverse',
	channelName: 'Official Reverse',
	otherNode: 'a node on the Official Relay channel',
	model: 'sora-2',
};
const verdict = (v: Partial<Verdict>): Verdict => ({
	class: 'unknown',
	retryable: false,
	failover: false,
	billed: 'no',
	...v,
});
const tell = (v: Partial<Verdict>, scene: Partial<FailureContext> = {}): Failure =>
	inWords(verdict(v), { ...SCENE, ...scene });

test("the article's refusal has the wording of the product", () => {
	expect(
		tell(
			{
				class: 'region',
				code: 'unsupported_country_code',
				country: 'MM',
				retryable: true,
				failover: true,
				httpStatus: 403,
				requestId: 'req_1',
				upstreamMessage: 'Sora is not available in your country',
			},
			{ attempts: [{ channel: 'reverse', outcome: 'region' }] },
		),
	).toEqual({
		message:
			'Official Reverse refused the request: it was taken to come from Myanmar (MM), where Sora is not offered',
		hint: 'Nothing was charged. Turn on Retry On Fail, or route this output to a node on the Official Relay channel.',
		class: 'region',
		code: 'unsupported_country_code',
		country: 'MM',
		retryable: true,
		failover: true,
		billed: 'no',
		channel: 'reverse',
		model: 'sora-2',
		httpStatus: 403,
		requestId: 'req_1',
		upstreamMessage: 'Sora is not available in your country',
		attempts: [{ channel: 'reverse', outcome: 'region' }],
	});
});

test('keys have a fixed order, and none is empty', () => {
	const failure = tell(
		{ class: 'rate_limit', retryable: true, retryAfterMs: 12_000, code: 'c', httpStatus: 429 },
		{ jobId: 'j', candidates: [], attempts: [] },
	);
	expect(Object.keys(failure)).toEqual([
		'message',
		'hint',
		'class',
		'code',
		'retryable',
		'failover',
		'billed',
		'channel',
		'model',
		'jobId',
		'httpStatus',
		'retryAfterMs',
	]);
});

/** Required contents of the sentences: what happened, whether it cost anything, what to do next. */
test.each<[string, Partial<Verdict>, Partial<FailureContext>, RegExp, RegExp]>([
	[
		'region without a country',
		{ class: 'region', retryable: true },
		{},
		/refused the request because of the region/,
		/Nothing was charged.*Retry On Fail/,
	],
	[
		'lasting region refusal',
		{ class: 'region', failover: true },
		{},
		/region/,
		/same address.*Official Relay/,
	],
	[
		'region without another channel',
		{ class: 'region' },
		{},
		/region/,
		/same address.*a proxy in another country helps\.$/,
	],
	[
		'key',
		{ class: 'auth', httpStatus: 401, upstreamMessage: 'Incorrect API key provided.' },
		{},
		/did not accept the API key: Incorrect API key provided$/,
		/Check the API key and the Base URL/,
	],
	[
		'permission',
		{ class: 'auth', httpStatus: 403 },
		{},
		/does not let this API key do that$/,
		/Check the API key/,
	],
	['quota', { class: 'quota' }, {}, /no credit or quota left$/, /Top up the account/],
	[
		'pace',
		{ class: 'rate_limit', retryable: true, retryAfterMs: 12_000 },
		{},
		/faster than this account may/,
		/'Concurrency'.*'Requests per Minute', and try again in 12 s/,
	],
	[
		'challenge',
		{ class: 'rate_limit' },
		{},
		/holding back requests from this network address/,
		/a few minutes/,
	],
	[
		'moderation',
		{ class: 'moderation' },
		{},
		/content rules/,
		/Nothing was charged\. Change the prompt or the picture/,
	],
	[
		'moderation of a job',
		{ class: 'moderation', billed: 'unknown' },
		{ jobId: 'video_1' },
		/content rules/,
		/Whether it was charged is not known; part of the credit may have been used\. Change the prompt/,
	],
	[
		'retired',
		{ class: 'model_retired', detail: 'model_removed' },
		{},
		/no longer offers the model 'sora-2'$/,
		/OpenAI removed Sora 2 on 2026-09-24.*another model from the list under 'Model'/,
	],
	[
		'another retired model',
		{ class: 'model_retired' },
		{ model: 'wan2.2' },
		/the model 'wan2\.2'$/,
		/^Nothing was charged\. Pick another model/,
	],
	[
		'retired model, on an operation without a model',
		{ class: 'model_retired' },
		{ model: '' },
		/does not offer the model$/,
		/OpenAI removed Sora 2.*Generate a new video with a model this endpoint still offers\.$/,
	],
	[
		'overloaded',
		{ class: 'overloaded', retryable: true },
		{},
		/overloaded or briefly out of service/,
		/Turn on Retry On Fail/,
	],
	[
		'overloaded, with a time',
		{ class: 'overloaded', retryable: true, retryAfterMs: 180_000 },
		{},
		/overloaded/,
		/Try again in 3 min/,
	],
	[
		'job',
		{ class: 'job_failed', retryable: true, upstreamMessage: 'out of memory' },
		{ jobId: 'video_1' },
		/accepted job video_1 but could not finish it: out of memory$/,
		/order(s)? it again/,
	],
	[
		'job, not again',
		{ class: 'job_failed' },
		{},
		/accepted the job but could not finish it$/,
		/Change the prompt/,
	],
	[
		'job named by its ID',
		{ class: 'job_failed' },
		{ jobId: 'video_1', isNamedByUser: true },
		/accepted job video_1 but could not finish it$/,
		/^Nothing was charged\. This operation does not order it again/,
	],
	[
		'unknown job',
		{ class: 'invalid_request', detail: 'unknown_job', httpStatus: 404, upstreamMessage: 'Gone' },
		{},
		/did not accept the request: Gone/,
		/Check 'Video ID', the channel and the credential\.$/,
	],
	[
		'too large',
		{ class: 'invalid_request', httpStatus: 413, upstreamMessage: '413 Too Large' },
		{},
		/did not accept the request: 413/,
		/Use smaller pictures and run the item again\.$/,
	],
	[
		'deleted job',
		{
			class: 'job_failed',
			billed: 'unknown',
			upstreamMessage: 'the endpoint reports it as expired',
		},
		{ jobId: 'video_1', isGone: true },
		/no longer has job video_1: the endpoint reports it as expired$/,
		/not known.*Run the item again to order, and pay for, a new video\.$/,
	],
	[
		'network',
		{ class: 'network', retryable: true, upstreamMessage: 'getaddrinfo ENOTFOUND x' },
		{},
		/could not be reached: getaddrinfo/,
		/Nothing was charged.*proxy of this n8n/,
	],
	[
		'request',
		{ class: 'invalid_request', upstreamMessage: 'size is bad.' },
		{},
		/did not accept the request: size is bad$/,
		/Change what it names/,
	],
	[
		'request without a message',
		{ class: 'invalid_request' },
		{},
		/did not accept the request$/,
		/documentation/,
	],
	[
		'seconds as text',
		{
			class: 'invalid_request',
			detail: 'seconds_type',
			upstreamMessage: 'seconds: invalid type: string "4", expected i32',
		},
		{},
		/seconds/,
		/'Seconds As'/,
	],
	[
		'multipart',
		{ class: 'invalid_request', httpStatus: 415, detail: 'wants_form' },
		{},
		/did not accept/,
		/'Body Format'/,
	],
	[
		'path',
		{ class: 'invalid_request', httpStatus: 404, detail: 'unknown_path' },
		{},
		/does not know the path/,
		/'API Style' between 'videos' and 'generations'/,
	],
	[
		'timeout',
		{ class: 'timeout', billed: 'yes' },
		{ jobId: 'video_1' },
		/in time/,
		/charged or reserved.*'Wait'/,
	],
	['unknown', { class: 'unknown', failover: true }, {}, /does not understand/, /Base URL/],
	[
		'lost',
		{ class: 'overloaded', billed: 'unknown', httpStatus: 502 },
		{},
		/answer was lost \(HTTP 502 without a readable answer\): whether a job was started is unknown$/,
		/may have been charged\. No matching job.*'Wait'.*'Order Again If Answer Lost'/,
	],
	[
		'lost, with an unreadable list',
		{ class: 'overloaded', billed: 'unknown', httpStatus: 502 },
		{ list: 'unreadable' },
		/answer was lost/,
		/list could not be read for a minute\. Look at the endpoint's job list.*'Wait'/,
	],
	[
		'lost, without a list',
		{ class: 'overloaded', billed: 'unknown', httpStatus: 502 },
		{ list: 'none' },
		/answer was lost/,
		/has no job list.*Look at what your account shows.*'Wait'/,
	],
	[
		'lost after a timeout',
		{ class: 'network', billed: 'unknown', code: 'ECONNABORTED', detail: 'time_out' },
		{},
		/\(no answer in time\)/,
		/may have been charged/,
	],
	[
		'lost connection',
		{ class: 'network', billed: 'unknown', code: 'ECONNRESET' },
		{},
		/\(the connection broke\)/,
		/may have been charged/,
	],
	[
		'refused, with an earlier order lost',
		{ class: 'region', country: 'MM', billed: 'unknown', retryable: true },
		{ hasEarlierLostOrder: true },
		/refused the request: it was taken to come from Myanmar/,
		/^An earlier order of this item, whose answer was lost, may have been charged\. Look at the endpoint's job list/,
	],
	[
		'lost, with candidates',
		{ class: 'network', billed: 'unknown' },
		{ candidates: [{ id: 'video_1' }, { id: 'video_2' }] },
		/lost/,
		/may be the one: video_1, video_2\./,
	],
])('%s', (_, v, scene, message, hint) => {
	const failure = tell(v, scene);
	expect(failure.message).toMatch(message);
	expect(failure.hint).toMatch(hint);
});

test('another channel is suggested only if failover is allowed', () => {
	for (const cls of FAILURE_CLASSES)
		expect(tell({ class: cls }).hint).toEqual(expect.not.stringContaining('route this output'));
	expect(tell({ class: 'model_retired', failover: true }).hint).toContain(
		'or route this output to a node on the Official Relay channel',
	);
	for (const cls of ['auth', 'quota'] as const)
		expect(tell({ class: cls, failover: true }).hint).toContain(
			'or route this output to a node with another credential',
		);
});

describe("advice according to the node's settings", () => {
	const onRegion = (settings: FailureSettings) =>
		tell({ class: 'region', retryable: true, failover: true }, { settings }).hint;

	test('Retry On Fail is not recommended if it is on', () => {
		expect(onRegion({ retries: 'used_up', onError: 'error_output' })).toBe(
			'Nothing was charged. Retry On Fail has used up its tries: run the item again later, or route this output to a node on the Official Relay channel.',
		);
		for (const cls of FAILURE_CLASSES)
			for (const retries of ['left', 'used_up'] as const)
				expect(
					tell(
						{ class: cls, retryable: true },
						{ settings: { retries, onError: 'stop' }, jobId: 'video_1' },
					).hint,
				).not.toMatch(/turn on Retry On Fail|Retry On Fail helps when/i);
	});

	test('no output is mentioned under Stop Workflow', () => {
		for (const onError of ['stop', 'continue'] as const)
			expect(onRegion({ retries: 'off', onError })).toBe(
				"Nothing was charged. Turn on Retry On Fail, or set On Error to 'Continue (using error output)' and route that output to a node on the Official Relay channel.",
			);
	});
});

test.each<[string, string]>([
	['seconds', 'Duration (Seconds)'],
	['body.seconds', 'Duration (Seconds)'],
	['duration_seconds', 'Duration (Seconds)'],
	['size', "Resolution' or 'Aspect Ratio"],
	['aspect_ratio', 'Aspect Ratio'],
	['prompt', 'Prompt'],
	['input_reference[0]', 'Start Image (Field or URL)'],
	['frame_images[0].image_url', 'Start Image (Field or URL)'],
])("the parameter %s is called by its field's label", (param, label) => {
	expect(tell({ class: 'invalid_request', param }).hint).toContain(`Change '${label}' and run`);
});

test('the failure names a job that the refusal names', () => {
	expect(tell({ class: 'overloaded', billed: 'unknown', jobId: 'video_9' })).toMatchObject({
		jobId: 'video_9',
		hint: expect.stringContaining('Whether it was charged is not known'),
	});
});

test('a finished job whose file is refused is not called running', () => {
	const { message, hint } = describeUnfetchedFile({
		channelName: 'Official Relay',
		jobId: 'video_1',
		timeoutMs: 60_000,
		last: verdict({ httpStatus: 403, upstreamMessage: 'Request has expired.' }),
	});
	expect(message).toBe(
		'The video of job video_1 is finished, but Official Relay did not deliver its file within 60 s; the last query was answered with HTTP 403 (Request has expired)',
	);
	expect(hint).toEqual(expect.not.stringContaining('continues'));
	expect(hint).toContain("'Download'");
});

describe('after a timeout', () => {
	const of = {
		channelName: 'Official Relay',
		jobId: 'video_1',
		status: 'in_progress',
		timeoutMs: 60_000,
	};

	test('Retry is mentioned only under Stop Workflow', () => {
		const RETRY = 'or, under Stop Workflow only, with Retry in the Executions tab';
		expect(describeTimeout(of).hint).toContain(
			`Get this one with the operation 'Wait' and the ID above, ${RETRY}.`,
		);
		const settings = { retries: 'off', onError: 'error_output' } as const;
		expect(describeTimeout({ ...of, settings }).hint).not.toContain('Executions tab');
	});

	test('Retry On Fail is mentioned if it has tries left', () => {
		const hint = (retries: 'off' | 'left' | 'used_up') =>
			describeTimeout({ ...of, settings: { retries, onError: 'stop' } }).hint;
		expect(hint('left')).toContain('continues with the same job');
		expect(hint('used_up')).not.toContain('Retry On Fail');
	});

	test('a job named by the user may be looked up again', () => {
		const { hint } = describeTimeout({ ...of, isNamedByUser: true });
		expect(hint).toContain('run this node again');
		expect(hint).not.toContain('pays');
	});
});

test('the cost of running the step again is mentioned', () => {
	const { hint } = describeTimeout({
		channelName: 'Official Relay',
		jobId: 'video_1',
		status: 'in_progress',
		timeoutMs: 60_000,
	});
	expect(hint).toContain('Do not run this node again: that orders and pays for a second video.');
});

/** What is no good English: doubled punctuation, something missing, a word of alarm. */
const AWKWARD =
	/\.\.|,,|[.,;:] ?[.,;:]| [.,;:]| {2}|undefined|null|, or\s*\.|(?<!on )\berror(?! output\))|\bproblem|\bfailure/i;

test('every combination is good English', () => {
	const upstream = [undefined, 'What?', '太忙了。', 'It ends with a comma,', 'word '.repeat(80)];
	const contexts: Array<Partial<FailureContext>> = [
		{},
		{ otherNode: '' },
		{ jobId: 'video_1' },
		{ model: undefined },
		{ isNamedByUser: true, jobId: 'video_1' },
		{ isGone: true, jobId: 'video_1' },
		{ candidates: [{ id: 'a' }] },
		{ settings: { retries: 'used_up', onError: 'stop' } },
	];
	const more: Array<Partial<Verdict>> = [
		{},
		{ country: 'MM', retryAfterMs: 1000 },
		{ httpStatus: 403, detail: 'time_out' },
		{ detail: 'web_page', param: 'seconds' },
	];
	const bad: string[] = [];
	for (const cls of FAILURE_CLASSES)
		for (const billed of ['no', 'yes', 'unknown'] as const)
			for (const retryable of [true, false])
				for (const upstreamMessage of upstream)
					for (const context of contexts)
						for (const facts of more) {
							const { message, hint } = tell(
								{ class: cls, billed, retryable, failover: !retryable, upstreamMessage, ...facts },
								context,
							);
							if (AWKWARD.test(message) || !/^[A-Z].{0,398}[^.,:]$/.test(message))
								bad.push(message);
							if (AWKWARD.test(hint) || !/^[A-Z].*\.$/.test(hint)) bad.push(hint);
						}
	expect([...new Set(bad)]).toEqual([]);
});

test('waits are formatted', () => {
	expect([
		formatSeconds(1),
		formatSeconds(12_400),
		formatSeconds(119_000),
		formatSeconds(180_000),
		formatSeconds(3_600_000),
	]).toEqual(['1 s', '12 s', '119 s', '3 min', '60 min']);
});

test('failed jobs are not offered for collection', () => {
	const jobs = [
		{ id: 'video_1', itemIndex: 0, status: 'failed' },
		{ id: 'video_2', itemIndex: 1, status: 'running' },
	];
	expect(describeRemainingJobs({ jobs, candidates: [] })).toMatch(
		/run: video_2 \(item 1, running\)\./,
	);
	expect(describeRemainingJobs({ jobs: jobs.slice(0, 1), candidates: [] })).toBe('');
});
