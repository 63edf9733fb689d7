import { CHANNELS } from '../../../nodes/Sora2/channels';
import type { Case, OrderStep, ReadStep } from '../scenario/types';
import type { Random } from '../world/random';
import { ACCEPTS, numberId, UNLISTED, VAGUE_ACCEPTS } from './accepts';
import { CALM, makeFile, settleMoney, stateOf, type Job } from './job';
import { getFile } from './files';
import { listJobs } from './list';
import { CONTENTS, LISTS, POLLS } from './polls';
import { REFUSALS, VAGUE } from './refusals';
import { CONNECT_ERRORS, json, type ConnectError, type Delivery, type Reply } from './reply';
import { describeJob } from './view';

/** A request as it reaches the endpoint. */
export interface Arrival {
	method: string;
	url: URL;
	headers: Record<string, string>;
	body: Record<string, unknown>;
}

export type Handled =
	| { connect: (typeof CONNECT_ERRORS)[ConnectError] }
	| { reply: Reply; how: Delivery; kind: Kind; names: Job[] };
export type Kind = 'order' | 'poll' | 'list' | 'content' | 'other';

/** A paid request, as the judge's ledger has it. */
export interface Order {
	at: number;
	prompt: string;
	key: string;
	/** Sent to the path of the article's two channels. */
	isArticle: boolean;
	/** What it was answered with, in words for the log. */
	step: string;
	job?: Job;
	/** Whether the answer leaves open what became of it. */
	vague: boolean;
}

export interface Reader {
	now(): number;
	random: Random;
}

/**
 * A model of a video endpoint that does at every step what the case says: it takes, charges, refuses, forgets, lies
 * and falls silent. It keeps the ledger, and the ledger is always right.
 */
export class Endpoint {
	readonly orders: Order[] = [];
	readonly jobs: Job[] = [];
	readonly base: string;
	private readonly taken = new Map<string, number>();
	private readonly recent: number[] = [];
	private downUntil = 0;

	constructor(
		readonly drawn: Case,
		readonly world: Reader,
	) {
		const scheme = drawn.credential.plainHttp ? 'http' : 'https';
		this.base = `${scheme}://api.sim.test${drawn.node.channel === 'openRouter' ? '/api' : ''}/v1`;
	}

	/** Its clock, in milliseconds since the epoch. */
	clock(): number {
		return this.world.now() + this.drawn.endpoint.skewMs;
	}

	/** Answers a request the moment it arrives; how long the answer takes is the line's matter. */
	handle(request: Arrival): Handled {
		if (this.world.now() < this.downUntil) return { connect: CONNECT_ERRORS.refused };
		for (const job of this.jobs) settleMoney(job, this.world.now());
		const path = request.url.href.startsWith(this.base)
			? request.url.pathname.slice(new URL(this.base).pathname.length)
			: '';
		if (path === '') return this.read('content', request, undefined, () => getFile(this, request));
		if (request.method === 'POST') return this.order(request, path);
		if (path === '/videos' || path === '/videos/generations')
			return this.read('list', request, undefined, () => listJobs(this, request, path));
		const [, id = '', content] =
			/^\/videos(?:\/generations)?\/([^/]+)(\/content)?$/.exec(path) ?? [];
		const job = this.find(decodeURIComponent(id));
		if (content) return this.read('content', request, job, () => getFile(this, request, job));
		if (id && request.method === 'GET')
			return this.read('poll', request, job, () => describeJob(this, job));
		return answer(json(404, { error: { message: `Invalid URL (${request.method} ${path})` } }));
	}

	find(id: string): Job | undefined {
		return this.jobs.find((job) => job.id === id && !job.unlisted && !job.forgotten);
	}

	/** It starts anew, and knows no job any more: paid all the same. */
	forget(): void {
		for (const job of this.jobs) job.forgotten = true;
	}

	/** It is away for a while, and knows everything when it is back. */
	restart(ms: number): void {
		this.downUntil = this.world.now() + ms;
	}

	/** What every job came to, at the end of the history. */
	settle(): void {
		for (const job of this.jobs) settleMoney(job, this.world.now());
	}

	private order({ headers, body }: Arrival, path: string): Handled {
		if (path !== '/videos' && path !== '/videos/generations')
			return answer(json(404, { error: { message: `Invalid URL (POST ${path})` } }));
		const prompt = String(body.prompt);
		const key = headers['idempotency-key'] ?? '';
		const step = this.nextOrder(prompt);
		if (step.do === 'connect') return { connect: CONNECT_ERRORS[step.error] };
		const order: Order = {
			at: this.world.now(),
			prompt,
			key,
			isArticle: path === '/videos/generations',
			step: wordsOf(step),
			vague: false,
		};
		this.orders.push(order);
		const how = ('how' in step && step.how) || 'whole';
		if (step.do === 'refuse')
			return answer(REFUSALS[step.refusal](this.drawn.credential.apiKey), how, 'order');
		const repeated = this.drawn.endpoint.idempotent && this.jobs.find((job) => job.key === key);
		const taken = step.do === 'accept' || step.taken;
		const job = taken ? repeated || this.accept(order, body, step) : undefined;
		order.job = job;
		if (repeated && step.do === 'accept' && UNLISTED.includes(step.shape))
			repeated.isAnsweredBare = true;
		order.vague = step.do === 'vague' || how !== 'whole';
		if (step.do === 'vague') return answer(VAGUE[step.answer](), how, 'order', job ? [job] : []);
		const shape =
			this.drawn.endpoint.ids === 'number' && !UNLISTED.includes(step.shape)
				? numberId
				: ACCEPTS[step.shape];
		order.vague ||= shape !== numberId && VAGUE_ACCEPTS.includes(step.shape);
		const seconds = Math.floor(this.clock() / 1000);
		return answer(shape(job as Job, seconds, this.base), how, 'order', [job as Job]);
	}

	private nextOrder(prompt: string): OrderStep {
		const { endpoint } = this.drawn;
		const step = this.troubleOf(prompt)?.orders[this.count(`order ${prompt}`)];
		if (step) return step;
		const now = this.world.now();
		while (this.recent.length > 0 && this.recent[0] <= now - 60_000) this.recent.shift();
		const running = this.jobs.filter((j) => ['queued', 'running'].includes(stateOf(j, now)));
		if (endpoint.perMinute && this.recent.length >= endpoint.perMinute)
			return { do: 'refuse', refusal: 'limit' };
		if (endpoint.jobsAtOnce && running.length >= endpoint.jobsAtOnce)
			return { do: 'refuse', refusal: 'limitJobs' };
		this.recent.push(now);
		return { do: 'accept', shape: endpoint.accept };
	}

	private accept(order: Order, body: Record<string, unknown>, step: OrderStep): Job {
		const { random } = this.world;
		const { endpoint } = this.drawn;
		const shape = step.do === 'accept' ? step.shape : '';
		const job: Job = {
			id:
				endpoint.ids === 'number'
					? `9${Array.from({ length: 18 }, () => random.int(0, 9)).join('')}`
					: `video_${random.hex(16)}`,
			prompt: order.prompt,
			model: String(body.model),
			key: order.key,
			orderedAt: order.at,
			fate: ('fate' in step && step.fate) || CALM,
			charged: true,
			refunded: false,
			isFreeWhenFailed: order.isArticle && CHANNELS.relay.failedJobsBilled === 'no',
			told: {},
			file: makeFile(random.int(1, 2 ** 31), endpoint.fileBytes),
			signature: 0,
			...(UNLISTED.includes(shape) && { unlisted: true }),
		};
		if (shape.startsWith('sync')) job.fate = { takesMs: 0, end: 'completed' };
		this.jobs.push(job);
		return job;
	}

	private read(
		kind: 'poll' | 'list' | 'content',
		{ url }: Arrival,
		job: Job | undefined,
		truth: () => Reply,
	): Handled {
		const owner = job ?? this.jobs.find(({ id }) => url.pathname.includes(id));
		const trouble = owner && this.troubleOf(owner.prompt);
		const steps: ReadStep[] | undefined =
			kind === 'list' ? this.drawn.lists : trouble?.[kind === 'poll' ? 'polls' : 'contents'];
		const step = steps?.[this.count(kind === 'list' ? kind : `${kind} ${owner?.prompt}`)];
		if (step?.connect) return { connect: CONNECT_ERRORS[step.connect] };
		const how = step?.how ?? 'whole';
		if (step?.answer === undefined) return answer(truth(), how, kind, job ? [job] : this.jobs);
		const reply = {
			poll: () => POLLS[step.answer as string](job?.id ?? '', this.drawn.credential.apiKey),
			list: () => LISTS[step.answer as string](),
			content: () => CONTENTS[step.answer as string](),
		}[kind]();
		return answer(reply, how, kind, job ? [job] : this.jobs);
	}

	private troubleOf(prompt: string) {
		return this.drawn.troubles[Number(/#(\d+)#/.exec(prompt)?.[1] ?? NaN)];
	}

	/** How often `what` was counted before. */
	private count(what: string): number {
		const before = this.taken.get(what) ?? 0;
		this.taken.set(what, before + 1);
		return before;
	}
}

function answer(
	reply: Reply,
	how: Delivery = 'whole',
	kind: Kind = 'other',
	names: Job[] = [],
): Handled {
	return { reply, how, kind, names };
}

function wordsOf(step: OrderStep): string {
	switch (step.do) {
		case 'connect':
			return `connect ${step.error}`;
		case 'refuse':
			return `refuse ${step.refusal} ${step.how ?? ''}`;
		case 'vague':
			return `vague ${step.answer} ${step.taken ? 'taken' : 'not taken'} ${step.how ?? ''}`;
		default:
			return `accept ${step.shape} ${step.how ?? ''}`;
	}
}
