import fc from 'fast-check';
import { CHANNELS, PROTOCOLS } from '../../../nodes/Sora2/channels';
import type { Route, JobContext } from '../../../nodes/Sora2/jobs/context';
import { EndpointLimits } from '../../../nodes/Sora2/jobs/limits/endpointLimits';
import type { Failure } from '../../../nodes/Sora2/errors/failure';
import { JobFailure } from '../../../nodes/Sora2/errors/jobFailure';
import { createLedger, type ItemLedger } from '../../../nodes/Sora2/jobs/ledger';
import { Semaphore } from '../../../nodes/Sora2/jobs/limits/semaphore';
import type { HttpResponse, Sent } from '../../../nodes/Sora2/jobs/ports';
import type { Download } from '../../../nodes/Sora2/jobs/download';
import { runJob, startJob } from '../../../nodes/Sora2/jobs/runJob';
import { FakeTime } from '../support/fakeTime';

const answer = (status: number, body: unknown): Sent<HttpResponse> => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return {
		answer: { status, headers: {}, text, body: typeof body === 'string' ? undefined : body },
	};
};
const REGION = answer(400, {
	error: {
		code: 'unsupported_country_code',
		message: 'Sora is not available in your country',
		param: 'MM',
	},
});
const CUT: Sent<HttpResponse> = { trouble: { code: 'ECONNRESET', message: 'socket hang up' } };
const REFUSED: Sent<HttpResponse> = {
	trouble: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
};
const HTML = answer(502, '<html>502 Bad Gateway</html>');
const BUSY = answer(503, { error: { code: 'overloaded', message: 'overloaded' } });

const SUBMITS = {
	region: REGION,
	refused: REFUSED,
	busy: BUSY,
	cut: CUT,
	html: HTML,
	half: answer(200, '{"id":"vid'),
	accepted: answer(200, { id: 'video_1', status: 'queued' }),
	atOnce: answer(200, { id: 'video_2', data: [{ b64_json: 'AAAAIGZ0eXA=' }] }),
};
type Name = keyof typeof SUBMITS;
const CERTAIN: Name[] = ['region', 'refused', 'busy'];

/** What a job came to: its value, or the failure it was thrown with. */
async function outcome<T>(running: Promise<T>): Promise<{ value: T } | { failure: Failure }> {
	return await running.then(
		(value) => ({ value }),
		(error: unknown) => {
			if (!(error instanceof JobFailure)) throw error;
			return { failure: error.failure };
		},
	);
}

let endpoints = 0;

/** One item's work over scripted answers; the list of jobs is empty unless `listed` knows some. */
function site(
	submits: Name[],
	polls: Array<Sent<HttpResponse>> = [],
	ledger: ItemLedger = createLedger(),
	daring = false,
	listed: (now: number) => object[] = () => [],
) {
	const time = new FakeTime();
	const began = time.now();
	let uuids = 0;
	const sent: Array<{ key: string; lost?: string; at: number }> = [];
	const ports: JobContext['ports'] = {
		...time,
		uuid: () => `uuid-${++uuids}`,
		async send({ method, path, headers }) {
			await time.sleep(100);
			if (method === 'POST') {
				sent.push({
					key: headers?.['idempotency-key'] as string,
					lost: ledger.lost?.key,
					at: time.now(),
				});
				return SUBMITS[submits.shift() ?? 'accepted'];
			}
			return path.includes('video_1')
				? (polls.shift() ?? answer(200, { id: 'video_1', status: 'completed' }))
				: answer(200, { object: 'list', data: listed(began) });
		},
		open: async () => await Promise.resolve({ trouble: { message: 'no file here' } }),
	};
	const limits = new EndpointLimits(ports, {});
	const work: JobContext = {
		ports,
		endpoint: {
			baseUrl: `https://e${++endpoints}.example/v1`,
			paths: new Map(),
			durations: new Map(),
			hasAcceptedJobs: false,
			transfers: new Semaphore(5),
			limits,
		},
		ledger,
		policy: { timeoutMs: 60_000, regionResubmits: 0, resubmitWhenUnknown: daring },
		slot: limits.createSlot(),
		onAccepted: () => {},
		onLostChanged: () => {},
	};
	const route = (name: string): Route => ({
		channel: CHANNELS[name],
		protocol: PROTOCOLS[CHANNELS[name].protocol],
		dialect: {
			bodyFormat: 'auto',
			secondsAs: 'string',
			sendResolution: CHANNELS[name].sendResolution,
		},
		request: {
			model: 'sora-2',
			prompt: 'a cat',
			duration: 5,
			resolution: '720p',
			aspectRatio: '16:9',
		},
	});
	return { work, time, sent, routes: [route('reverse'), route('relay')] };
}

test('a job in the ledger is never ordered again', async () => {
	const job = { id: 'video_1', channel: 'reverse', submittedAt: 0, snapshot: { id: 'video_1' } };
	const { work, time, sent, routes } = site([], [], { ...createLedger(), job });
	await expect(time.until(outcome(startJob(work, routes)))).resolves.toEqual({ value: job });
	expect(sent).toEqual([]);
});

test('whatever the answers: after an unknown outcome nothing is sent, over tries and channels', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom(...(Object.keys(SUBMITS) as Name[])), {
				minLength: 1,
				maxLength: 8,
			}),
			fc.integer({ min: 1, max: 4 }),
			async (answers, tries) => {
				const { work, time, sent, routes } = site([...answers]);
				for (let i = 0; i < tries; i++) {
					const started = await time.until(outcome(startJob(work, routes)));
					if ('value' in started || !started.failure.retryable) break;
				}
				const stop = answers.findIndex((name) => !CERTAIN.includes(name));
				if (stop >= 0) expect(sent.length).toBeLessThanOrEqual(stop + 1);
				// Noted before it is sent, under the key it carries; another key after every certain refusal.
				for (const { key, lost } of sent) expect(lost).toBe(key);
				expect(new Set(sent.map(({ key }) => key)).size).toBe(sent.length);
				expect(work.ledger.lost === undefined || work.ledger.job === undefined).toBe(true);
			},
		),
		{ numRuns: 150 },
	);
});

test('an unknown outcome stays in the ledger, with its key; a later try that dares uses the same', async () => {
	const { work, time, sent, routes } = site(['cut', 'cut', 'accepted'], [], createLedger(), true);
	const first = await time.until(outcome(startJob(work, routes)));
	expect(first).toMatchObject({ failure: { billed: 'unknown', retryable: true } });
	expect(work.ledger.lost?.key).toBe(sent[0].key);
	await expect(time.until(outcome(startJob(work, routes)))).resolves.toHaveProperty('value');
	expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
	expect(work.ledger.lost).toBeUndefined();
});

describe('a lost order, and one job in the list with its prompt', () => {
	const job = (id: string, afterMs: number) => (began: number) => [
		{
			id,
			object: 'video',
			status: 'queued',
			prompt: 'a cat',
			model: 'sora-2',
			created_at: Math.floor((began + afterMs) / 1000),
		},
	];

	test('made while it was under way: it is taken', async () => {
		const { work, time, sent, routes } = site(
			['cut'],
			[],
			createLedger(),
			false,
			job('video_1', 100),
		);
		await expect(time.until(outcome(startJob(work, routes)))).resolves.toMatchObject({
			value: { id: 'video_1' },
		});
		expect(sent).toHaveLength(1);
	});

	test('made well after the connection broke: it is named, not taken', async () => {
		const { work, time, sent, routes } = site(
			['cut'],
			[],
			createLedger(),
			false,
			job('video_1', 20_000),
		);
		await expect(time.until(outcome(startJob(work, routes)))).resolves.toMatchObject({
			failure: { billed: 'unknown', candidates: [{ id: 'video_1' }] },
		});
		expect(sent).toHaveLength(1);
	});

	test('made long before: it is another one', async () => {
		const { work, time, routes } = site(
			['cut'],
			[],
			createLedger(),
			false,
			job('video_1', -60_000),
		);
		const started = await time.until(outcome(startJob(work, routes)));
		expect(started).toMatchObject({ failure: { billed: 'unknown' } });
		expect(started).not.toHaveProperty('failure.candidates');
	});
});

test('failing polls never give the job up', async () => {
	const { work, time, sent, routes } = site(
		['accepted'],
		[CUT, HTML, REGION, answer(404, { error: { message: 'not found' } }), BUSY, answer(200, 'x')],
	);
	const produced = await time.until(
		outcome(runJob(work, routes, { variants: [], store: async () => await Promise.resolve(1) })),
	);
	expect(produced).toMatchObject({ value: { job: { id: 'video_1' } } });
	expect(sent).toHaveLength(1);
});

test('bytes that came with the answer are not kept once they are delivered', async () => {
	const { work, time, sent, routes } = site(['atOnce']);
	const store = async ({ bytes }: Download) => {
		for await (const piece of bytes) return Buffer.from(piece).toString('base64');
		return '';
	};
	const made = await time.until(outcome(runJob(work, routes, { variants: ['video'], store })));
	expect(made).toMatchObject({ value: { files: { video: 'AAAAIGZ0eXA=' } } });
	expect(JSON.stringify([made, work.ledger])).not.toContain('"base64":"A');
	expect(
		await time.until(outcome(runJob(work, routes, { variants: ['video'], store }))),
	).toMatchObject({
		failure: { billed: 'yes', retryable: false, failover: false },
	});
	expect(sent).toHaveLength(1);
});

test('a failed job is out of the ledger once, and stays in it the second time', async () => {
	const failed = answer(200, {
		id: 'video_1',
		status: 'failed',
		error: { code: 'internal_error', message: 'Video generation failed.' },
	});
	const { work, time, sent, routes } = site(['accepted', 'accepted'], [failed, failed]);
	const go = async () =>
		await time.until(
			outcome(runJob(work, routes, { variants: [], store: async () => await Promise.resolve(1) })),
		);
	expect(await go()).toMatchObject({
		failure: { class: 'job_failed', retryable: true, billed: 'no' },
	});
	expect(work.ledger.job).toBeUndefined();
	expect(await go()).toMatchObject({ failure: { class: 'job_failed', retryable: false } });
	expect(work.ledger.job?.id).toBe('video_1');
	expect(sent).toHaveLength(2);
});
