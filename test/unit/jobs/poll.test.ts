import { CHANNELS } from '../../../nodes/Sora2/channels';
import type { Route, JobContext } from '../../../nodes/Sora2/jobs/context';
import { EndpointLimits } from '../../../nodes/Sora2/jobs/limits/endpointLimits';
import { createLedger } from '../../../nodes/Sora2/jobs/ledger';
import { Semaphore } from '../../../nodes/Sora2/jobs/limits/semaphore';
import { runJob } from '../../../nodes/Sora2/jobs/runJob';
import { videos } from '../../../nodes/Sora2/protocols/videos';
import { FakeTime } from '../support/fakeTime';

const SECOND = 1000;
const channel = CHANNELS.openAi;
const route: Route = {
	channel,
	protocol: videos,
	dialect: { bodyFormat: 'auto', secondsAs: 'string', sendResolution: 'always' },
	request: {
		model: 'sora-2',
		prompt: 'a cat',
		duration: 8,
		resolution: '720p',
		aspectRatio: '16:9',
	},
};

/** An item whose job was submitted `agoMs` ago, or not at all yet, and ends `inMs` from now. */
async function go({ agoMs, inMs }: { agoMs?: number; inMs: number }) {
	const time = new FakeTime();
	const began = time.now();
	const polls: number[] = [];
	const work: JobContext = {
		ports: {
			now: time.now,
			monotonic: time.monotonic,
			random: time.random,
			sleep: time.sleep,
			uuid: () => 'k',
			open: async () => await Promise.reject(new Error('no file is asked for')),
			send: async ({ method }) => {
				if (method === 'GET') polls.push(time.now() - began);
				const body = {
					id: 'video_1',
					status: time.now() - began >= inMs && method === 'GET' ? 'completed' : 'in_progress',
				};
				return { answer: { status: 200, headers: {}, text: JSON.stringify(body), body } };
			},
		},
		endpoint: {
			baseUrl: 'https://api.example.test/v1',
			paths: new Map(),
			durations: new Map(),
			hasAcceptedJobs: false,
			limits: new EndpointLimits(time, {}),
			transfers: new Semaphore(1),
		},
		ledger: createLedger(),
		policy: { timeoutMs: 1200 * SECOND, regionResubmits: 0, resubmitWhenUnknown: false },
		slot: new EndpointLimits(time, {}).createSlot(),
		onAccepted() {},
		onLostChanged() {},
	};
	if (agoMs !== undefined)
		work.ledger.job = {
			id: 'video_1',
			channel: channel.name,
			submittedAt: began - agoMs,
			snapshot: { id: 'video_1', status: 'queued' },
		};
	expect(
		await time.until(runJob(work, [route], { variants: [], store: async () => undefined })),
	).toHaveProperty('job.id', 'video_1');
	return { polls, tookMs: time.now() - began };
}

test.each([1, 70, 400, 3600])(
	'a job accepted %d s before this try, and finished since, is noticed at once',
	async (agoSeconds) => {
		expect(await go({ agoMs: agoSeconds * SECOND, inMs: 0 })).toEqual({ polls: [0], tookMs: 0 });
	},
);

test('one that still runs is then looked at as planned', async () => {
	const { polls } = await go({ agoMs: 400 * SECOND, inMs: 120 * SECOND });
	expect(polls).toEqual([0, 60 * SECOND, 120 * SECOND]);
});

test('one accepted in this try is given time first', async () => {
	const { polls } = await go({ inMs: 2 * SECOND });
	expect(polls[0]).toBe(500);
});
