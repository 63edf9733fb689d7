import { ACCEPTS } from '../endpoint/accepts';
import { ENDS, type End, type Fate } from '../endpoint/job';
import { CONTENTS, LISTS, POLLS } from '../endpoint/polls';
import { REFUSALS, VAGUE } from '../endpoint/refusals';
import { CONNECT_ERRORS, DELIVERIES, type ConnectError, type Delivery } from '../endpoint/reply';
import { Random } from '../world/random';
import type { Case, Happening, OrderStep, ReadStep, Traits, Trouble } from './types';

const connectErrors = Object.keys(CONNECT_ERRORS) as ConnectError[];
const refusals = Object.keys(REFUSALS);
const vague = Object.keys(VAGUE);
const accepts = Object.keys(ACCEPTS);
const polls = Object.keys(POLLS);
const contents = Object.keys(CONTENTS);
const lists = Object.keys(LISTS);
/** Orders that were taken and whose answer is lost: where a video may be paid for twice. */
const losing: Delivery[] = ['cutHead', 'cut', 'cutEnd', 'silentHead', 'silentBody', 'blanks'];

/** Keys that are written otherwise in JSON, in an address and in a header, and one that is short. */
export const KEYS = ['sk-local-2f81c0d9b7', 'sk-a/b+c="d\\e"&f', 'kQ7#zV'];

/** Draws the case of a seed. */
export function draw(seed: number): Case {
	const random = Random.of(seed, 'case');
	const node = drawNode(random);
	const prompts = random.int(1, 4);
	return {
		seed,
		n8n: {
			version: random.pick(['2.41', '2.41', '2.0', '1.123']),
			queue: random.chance(0.2),
			pairingThrows: random.chance(0.05),
			storeFails: random.chance(0.04) ? random.int(1, 3) : 0,
		},
		node,
		credential: {
			apiKey: random.chance(0.6) ? KEYS[0] : random.pick(KEYS),
			plainHttp: random.chance(0.05),
		},
		endpoint: drawTraits(random),
		executions: Array.from({ length: random.chance(0.15) ? 2 : 1 }, (_, i) => ({
			startMs: i === 0 ? 0 : random.pick([0, 50, 3000, 40_000]),
			items: Array.from({ length: random.int(1, prompts) }, () => random.int(0, prompts - 1)),
		})),
		troubles: Array.from({ length: prompts }, () => drawTrouble(random, node.timeout)),
		lists: random.chance(0.75)
			? []
			: Array.from({ length: random.int(1, 5) }, () => drawRead(random, lists)),
		happenings: drawHappenings(random),
		retry: random.pick(['none', 'same', 'other', 'other']),
	};
}

function drawNode(random: Random): Case['node'] {
	const channel = random.pick(['reverse', 'relay', 'openAi', 'openAi', 'openRouter'] as const);
	const fallback = random.pick(['none', 'none', 'reverse', 'relay', 'openAi'] as const);
	return {
		channel,
		fallback: fallback === channel || channel === 'openRouter' ? 'none' : fallback,
		onError: random.pick(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']),
		tries: random.int(1, 4),
		concurrency: random.pick([1, 2, 5, 5]),
		timeout: random.pick([20, 90, 300, 300, 1200]),
		regionResubmits: random.pick([0, 0, 0, 1, 2]),
		resubmitWhenUnknown: random.chance(0.2),
		requestsPerMinute: random.chance(0.1) ? random.pick([2, 10, 60]) : 0,
		returnAs: random.chance(0.15) ? 'url' : 'binary',
	};
}

function drawTraits(random: Random): Traits {
	const plain = random.chance(0.5);
	const odd = (share: number) => !plain && random.chance(share);
	return {
		accept: odd(0.5) ? random.pick(accepts) : 'openAi',
		ids: odd(0.06) ? 'number' : 'word',
		list: {
			has: !odd(0.3),
			prompts: odd(0.25) ? random.pick(['cut', 'none']) : 'whole',
			models: odd(0.25) ? random.pick(['other', 'none']) : 'same',
			dates: odd(0.2) ? random.pick(['iso', 'none']) : 'seconds',
			oldestFirst: odd(0.1),
			lagMs: odd(0.15) ? random.pick([500, 3000, 30_000]) : 0,
			foreign: odd(0.2) ? random.int(1, 3) : 0,
		},
		...drawClock(random, odd(0.15), odd(0.3)),
		idempotent: odd(0.15),
		file: odd(0.6) ? random.pick(['url', 'elsewhere', 'expiring', 'redirect'] as const) : 'content',
		fileBytes: random.pick([200, 1500, 6000]),
		ranges: !odd(0.3),
		etag: !odd(0.5),
		...(odd(0.06) && { perMinute: random.pick([2, 10]) }),
		...(odd(0.06) && { jobsAtOnce: random.pick([1, 2]) }),
	};
}

/** Where a list's dates are an hour off and no header says so, they contradict: such jobs are nobody's. */
function drawClock(random: Random, isOff: boolean, isSilent: boolean) {
	const skewMs = isOff ? random.pick([8000, -8000, -3_600_000]) : 0;
	return { skewMs, dateHeader: !isSilent || Math.abs(skewMs) > 60_000 };
}

function drawTrouble(random: Random, timeout: number): Trouble {
	if (random.chance(0.25)) return { orders: [], polls: [], contents: [] };
	const some = <T>(share: number, most: number, one: () => T): T[] =>
		random.chance(share) ? Array.from({ length: random.int(1, most) }, one) : [];
	return {
		orders: some(0.8, random.chance(0.1) ? 12 : 3, () => drawOrder(random, timeout)),
		polls: some(0.35, random.chance(0.1) ? 40 : 4, () => drawRead(random, polls)),
		contents: some(0.3, random.chance(0.1) ? 20 : 3, () => drawRead(random, contents)),
	};
}

function drawOrder(random: Random, timeout: number): OrderStep {
	const kind = random.next();
	const fate = random.chance(0.5) ? drawFate(random, timeout) : undefined;
	const how = random.chance(0.25) ? random.pick(DELIVERIES) : undefined;
	if (kind < 0.1) return { do: 'connect', error: random.pick(connectErrors) };
	if (kind < 0.4) return { do: 'refuse', refusal: random.pick(refusals), ...(how && { how }) };
	if (kind < 0.6)
		return {
			do: 'vague',
			answer: random.pick(vague),
			taken: random.chance(0.6),
			...(how && { how }),
			...(fate && { fate }),
		};
	const lost = kind < 0.75 ? random.pick(losing) : how;
	return {
		do: 'accept',
		shape: random.chance(0.5) ? 'openAi' : random.pick(accepts),
		...(lost && { how: lost }),
		...(fate && { fate }),
	};
}

function drawFate(random: Random, timeout: number): Fate {
	const end: End = random.chance(0.5) ? 'completed' : random.pick(ENDS);
	return { takesMs: random.pick([0, 5000, 30_000, timeout * 900, timeout * 1800]), end };
}

function drawRead(random: Random, answers: string[]): ReadStep {
	const kind = random.next();
	if (kind < 0.1) return { connect: random.pick(connectErrors) };
	if (kind < 0.35) return { how: random.pick(DELIVERIES) };
	return {
		answer: random.pick(answers),
		...(random.chance(0.15) && { how: random.pick(DELIVERIES) }),
	};
}

function drawHappenings(random: Random): Happening[] {
	const one = (what: Happening['what'], share: number): Happening[] =>
		random.chance(share)
			? [{ what, step: random.int(1, 30), afterMs: random.pick([0, 0, 1, 20, 500, 10_000]) }]
			: [];
	return [
		...one('stop', 0.2),
		...one('kill', 0.12),
		...one('forget', 0.05),
		...one('restart', 0.06),
		...one('clockBack', 0.04),
	];
}
