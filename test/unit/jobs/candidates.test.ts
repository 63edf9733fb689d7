import { findCandidates, findOwnJob } from '../../../nodes/Sora2/jobs/candidates';
import { Claims, type OpenOrder } from '../../../nodes/Sora2/jobs/claims';
import type { JobSnapshot } from '../../../nodes/Sora2/protocols/response/job';

const SECOND = 1000;
const NOW = 1_800_000_000_000;
const PROMPT = 'a cat on a mat, at night, in the rain';

/** A lost order that was under way from `from` to `to` seconds after now. */
const order = (key: string, from = 0, to = 2, digest = 'd'): OpenOrder => ({
	...new Claims().begin('e', { prompt: PROMPT, model: 'sora-2', digest }, NOW + from * SECOND, key),
	lostAt: NOW + to * SECOND,
});
const job = (id: string, at?: number, more: Partial<JobSnapshot> = {}): JobSnapshot => ({
	id,
	prompt: PROMPT,
	model: 'sora-2',
	...(at !== undefined && { createdAt: NOW + at * SECOND }),
	...more,
});
const own = (mine: OpenOrder, like: OpenOrder[], jobs: JobSnapshot[], skewMs = 0) =>
	findOwnJob(mine, like, { jobs, skewMs, now: NOW + 60 * SECOND })?.id;

describe('a job certainly belongs to an order', () => {
	const mine = order('k1');

	test('if it is the only match, and the order the only one it matches', () => {
		expect(own(mine, [mine], [job('1', 1)])).toBe('1');
		expect(own(mine, [mine], [job('1', 1), job('2', 1)])).toBeUndefined();
		expect(own(mine, [mine, order('k2')], [job('1', 1)])).toBeUndefined();
	});

	test.each([
		['made well after the connection broke', job('1', 20)],
		['made before', job('1', -8)],
		['without a date', job('1')],
		['with another prompt', job('1', 1, { prompt: 'a dog' })],
		['with a truncated prompt', job('1', 1, { prompt: PROMPT.slice(0, 20) })],
		['without a prompt', job('1', 1, { prompt: undefined })],
		['of another model', job('1', 1, { model: 'veo-3' })],
	])('but not one %s', (_, other) => {
		expect(own(mine, [mine], [other])).toBeUndefined();
	});

	test("by the endpoint's own clock", () => {
		expect(own(mine, [mine], [job('1', 3601)], 3600 * SECOND)).toBe('1');
	});

	test('as a set: as many identical orders as jobs, each gets a different one', () => {
		const like = [order('k1'), order('k2', 0, 3), order('k3', 1, 4)];
		const jobs = [job('3', 2), job('1', 0), job('2', 1)];
		expect(like.map((o) => own(o, like, jobs))).toEqual(['1', '2', '3']);
	});

	test('if its answer named it, and then it is no other order’s', () => {
		const named = { ...order('k2'), jobId: '1' };
		const jobs = [job('1', 1), job('2', 1)];
		expect(own(mine, [mine, named], jobs)).toBe('2');
		expect(own(named, [mine, named], jobs)).toBe('1');
		// What its answer named is not in the list.
		expect(own(mine, [mine, { ...named, jobId: '3' }], [job('1', 1)])).toBeUndefined();
	});

	test('as a set only if they are identical and all lost', () => {
		const other = order('k2', 0, 2, 'another length');
		expect(own(mine, [mine, other], [job('1', 1), job('2', 1)])).toBeUndefined();
		const awaited = { ...order('k2'), lostAt: undefined };
		expect(own(mine, [mine, awaited], [job('1', 1), job('2', 1)])).toBeUndefined();
	});

	test('and orders minutes apart do not interfere', () => {
		const later = order('k2', 300, 302);
		const jobs = [job('1', 1), job('2', 301)];
		expect(own(mine, [mine, later], jobs)).toBe('1');
		expect(own(later, [mine, later], jobs)).toBe('2');
		expect(own(mine, [mine, later], [job('1', 1)])).toBe('1');
	});
});

describe('a job may belong to an order', () => {
	const mine = order('k1');
	const named = (jobs: JobSnapshot[], claimed: Record<string, number> = {}, skewsMs = [0]) =>
		findCandidates(mine, { jobs, skewsMs }, ({ id }) => claimed[id as string]).map(({ id }) => id);

	test.each([
		['by another clock', job('1', -8)],
		['made minutes later', job('1', 300)],
		['without a date', job('1')],
		['without a prompt', job('1', 1, { prompt: undefined })],
		['with an empty prompt', job('1', 1, { prompt: '' })],
		['with a truncated prompt', job('1', 1, { prompt: `${PROMPT.slice(0, 20)}…` })],
		['with a very short prompt', job('1', 1, { prompt: `${PROMPT.slice(0, 4)}...` })],
		['with an extended prompt', job('1', 1, { prompt: `${PROMPT}, cinematic` })],
		['with its prompt inside another text', job('1', 1, { prompt: `Cinematic: ${PROMPT}` })],
		['with its prompt masked', job('1', 1, { prompt: '***' })],
		['with its prompt withheld', job('1', 1, { prompt: '[REDACTED]' })],
		['with its prompt in capitals', job('1', 1, { prompt: PROMPT.toUpperCase() })],
		[
			'with a differently spaced prompt',
			job('1', 1, { prompt: ` ${PROMPT.replaceAll(' ', '  ')}` }),
		],
		['with another name of the model', job('1', 1, { model: 'openai/sora-2' })],
	])('%s', (_, other) => {
		expect(named([other])).toEqual(['1']);
	});

	test.each([
		['made a minute before', job('1', -60)],
		['made long after', job('1', 3600)],
		['with another prompt', job('1', 1, { prompt: 'a dog' })],
		['with a prompt too short to compare', job('1', 1, { prompt: 'a cat' })],
	])('but not one %s', (_, other) => {
		expect(named([other])).toEqual([]);
	});

	test('by any clock the endpoint may use', () => {
		expect(named([job('2', 3601), job('1', 1)], {}, [0, 3600 * SECOND])).toEqual(['2', '1']);
		expect(named([job('1', 1800)], {}, [0, 3600 * SECOND])).toEqual([]);
		expect(named([job('1', 1)], {}, [3600 * SECOND])).toEqual([]);
	});

	test('but not if it is claimed', () => {
		expect(named([job('1', 1), job('2', 1)], { '1': NOW + 5 * SECOND })).toEqual(['2']);
	});

	test('but not behind an older one in a list known to be newest first', () => {
		expect(named([job('4'), job('3', -100), job('2', -200), job('1')])).toEqual(['4']);
		const claimed = { '3': NOW - SECOND, '2': NOW - 2 * SECOND };
		expect(named([job('4'), job('3'), job('2'), job('1')], claimed)).toEqual(['4']);
	});

	test('behind an older one in a list of unknown order', () => {
		const claimed = { '2': NOW - SECOND };
		expect(named([job('3'), job('2'), job('1')], claimed)).toEqual(['3', '1']);
		expect(named([job('2'), job('4'), job('1')], { ...claimed, '4': NOW })).toEqual(['1']);
	});

	test('with the same prompt first', () => {
		expect(named([job('2', 2, { prompt: undefined }), job('1', 1)])).toEqual(['1', '2']);
	});
});
