import { JobFailure } from '../../../nodes/Sora2/errors/jobFailure';
import type { Failure } from '../../../nodes/Sora2/errors/failure';
import { readNewItems, type PollState } from '../../../nodes/Sora2/trigger/poll';
import type { TriggerSession } from '../../../nodes/Sora2/trigger/session';

const failure = { class: 'network', message: 'the file could not be fetched' } as Failure;

/** A session whose jobs are all finished; `fetchable` says whether their files can be had. */
function sessionOf(ids: string[], fetchable: () => boolean): TriggerSession {
	const job = (id: string) => ({ id, status: 'completed' as const, createdAt: 1_800_000_000_000 });
	return {
		now: () => 1_800_000_000_000,
		webhookSecret: '',
		listPage: async () => ({ jobs: ids.map(job) }),
		getJob: async (id) => (ids.includes(id) ? job(id) : undefined),
		toItem: async ({ id }) => {
			if (!fetchable()) throw new JobFailure(failure);
			return { json: { id } };
		},
	};
}

const idsOf = (items: Awaited<ReturnType<typeof readNewItems>>) => items.map(({ json }) => json.id);

test('a file that cannot be downloaded is tried again in later polls and returned once', async () => {
	const ids: string[] = [];
	const memory: PollState = {};
	let there = false;
	const session = sessionOf(ids, () => there);
	await readNewItems(session, memory);
	ids.push('video_1');
	expect(idsOf(await readNewItems(session, memory))).toEqual([]);
	there = true;
	expect(idsOf(await readNewItems(session, memory))).toEqual(['video_1']);
	expect(idsOf(await readNewItems(session, memory))).toEqual([]);
	expect(memory.retries).toEqual({});
});

test('after five polls without the file the item says why, once', async () => {
	const ids: string[] = [];
	const memory: PollState = {};
	const session = sessionOf(ids, () => false);
	await readNewItems(session, memory);
	ids.push('video_1');
	const polls = [];
	for (let i = 0; i < 7; i++)
		polls.push((await readNewItems(session, memory)).map(({ json }) => json));
	expect(polls.flat()).toEqual([
		{ id: 'video_1', status: 'completed', reason: { class: 'network', message: failure.message } },
	]);
});

test('results are kept if the endpoint fails during a poll', async () => {
	const ids: string[] = [];
	const memory: PollState = {};
	const session = sessionOf(ids, () => true);
	await readNewItems(session, memory);
	ids.push('video_1');
	const broken = {
		...session,
		listPage: async () => await Promise.reject(new JobFailure(failure)),
	};
	await expect(readNewItems(broken, memory)).rejects.toBeInstanceOf(JobFailure);
	expect(idsOf(await readNewItems(session, memory))).toEqual(['video_1']);
});

test('a job whose lookup fails does not block polls', async () => {
	const ids: string[] = [];
	const memory: PollState = {};
	let there = false;
	const session = sessionOf(ids, () => there);
	await readNewItems(session, memory);
	ids.push('video_1');
	expect(idsOf(await readNewItems(session, memory))).toEqual([]);
	there = true;
	ids.push('video_2');
	const getJob = async () => await Promise.reject(new JobFailure(failure));
	expect(idsOf(await readNewItems({ ...session, getJob }, memory))).toEqual(['video_2']);
	expect(idsOf(await readNewItems(session, memory))).toEqual(['video_1']);
});

test.each([
	['text', { cursor: 'yesterday', retries: 'none' }],
	['lists', { cursor: { since: 'x', pending: ['video_0'], reported: ['video_0'] }, retries: [1] }],
	['null', { cursor: null, retries: null }],
	['values of another kind', { cursor: { reported: { video_0: '1' } }, retries: { a: {} } }],
])('a state that holds %s is replaced, and every later job is returned once', async (_, broken) => {
	const ids = ['video_0'];
	const memory = broken as unknown as PollState;
	const session = sessionOf(ids, () => true);
	expect(idsOf(await readNewItems(session, memory))).toEqual([]);
	ids.push('video_1');
	expect(idsOf(await readNewItems(session, memory))).toEqual(['video_1']);
	expect(idsOf(await readNewItems(session, memory))).toEqual([]);
});

test('a job that ends after the clock was set back is returned', async () => {
	const ids = ['video_0'];
	const session = sessionOf(ids, () => true);
	const later = 1_800_000_000_000 + 86_400_000;
	const memory: PollState = { cursor: { since: later, pending: {}, reported: { video_0: later } } };
	ids.push('video_1');
	expect(idsOf(await readNewItems(session, memory))).toEqual(['video_1']);
});
