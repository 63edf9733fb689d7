/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Readable } from 'node:stream';
import { NodeApiError, type IHttpRequestOptions, type INode, type JsonObject } from 'n8n-workflow';
import type { Handled } from '../endpoint/endpoint';
import type { Reply } from '../endpoint/reply';
import type { World } from '../world/world';
import type { Owner, Timer } from '../world/time';

/** What axios waits for headers when nobody says how long. */
const DEFAULT_TIMEOUT_MS = 300_000;
/** Node's timers know no longer time, and take one for a millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const SLOW_MS = 25_000;

/** On whose behalf a request goes out. */
export interface Sender {
	execution: number;
	owner: Owner;
	/** The execution was cancelled, or is over. */
	isOver(): boolean;
	/** From 0 up to 1, for how long the line takes. */
	random(): number;
}

interface Failed {
	code?: string;
	message: string;
	addresses?: number;
}

export interface FullResponse {
	statusCode: number;
	headers: Record<string, string>;
	body: Readable;
}

/**
 * n8n's HTTP client as `engine.md`, section 5, found it: axios, whose time-out ends with the headers, whose abort
 * signal ends everything, and whose errors carry the whole request, key included.
 */
export class HttpClient {
	constructor(private readonly world: World) {}

	async request(
		sender: Sender,
		options: IHttpRequestOptions,
		signal: AbortSignal | undefined,
	): Promise<FullResponse> {
		const { world } = this;
		// Code of a process that is no more.
		if (sender.owner.dead) return await new Promise(() => {});
		const headers = lowerCased(options.headers);
		const url = withQuery(options.url, options.qs);
		const leaked =
			url.origin !== new URL(world.endpoint.base).origin &&
			(headers.authorization !== undefined || headers['api-key'] !== undefined);
		const body = fieldsOf(options.body);
		const record: World['requests'][number] = {
			at: world.time.elapsed,
			execution: sender.execution,
			method: options.method ?? 'GET',
			url: url.href,
			kind: 'unanswered',
			prompt: body.prompt as string | undefined,
			late: sender.isOver(),
			leaked,
		};
		world.requests.push(record);
		world.step(`e${sender.execution} ${record.method} ${url.pathname}${url.search}`);
		return await new Promise<FullResponse>((give, refuse) => {
			const { time } = world;
			let settled = false;
			const after = (ms: number, run: () => void): Timer => time.after(ms, run, sender.owner);
			const fail = (failed: Failed) => {
				if (settled) return;
				settled = true;
				time.cancel(timeout);
				signal?.removeEventListener('abort', abort);
				if (!sender.owner.dead) refuse(axiosError(failed, options));
			};
			const abort = () => fail({ code: 'ERR_CANCELED', message: 'canceled' });
			const patienceMs = options.timeout || DEFAULT_TIMEOUT_MS;
			const timeout = after(patienceMs > LONGEST_TIMER_MS ? 1 : patienceMs, () =>
				fail({ code: 'ECONNABORTED', message: `timeout of ${patienceMs}ms exceeded` }),
			);
			if (signal?.aborted) return abort();
			signal?.addEventListener('abort', abort, { once: true });
			// It is on the line: it arrives, whatever becomes of the one who sent it.
			time.after(5 + 60 * sender.random(), () => {
				const handled = world.endpoint.handle({ method: record.method, url, headers, body });
				if ('connect' in handled) return fail(handled.connect);
				if (settled) world.log.push(`  ${record.method} arrives, and nobody waits for its answer`);
				record.kind = handled.kind;
				record.jobId = handled.names.length === 1 ? handled.names[0].id : undefined;
				if (handled.how === 'silentHead') return;
				after((handled.how === 'slow' ? SLOW_MS : 5) + 60 * sender.random(), () => {
					if (settled) return;
					if (handled.how === 'cutHead')
						return fail({ code: 'ECONNRESET', message: 'socket hang up' });
					settled = true;
					time.cancel(timeout);
					signal?.removeEventListener('abort', abort);
					world.step(
						`e${sender.execution}   ${handled.reply.status} ${record.kind} ${handled.how}`,
					);
					give(this.open(handled, sender, signal));
				});
			});
		});
	}

	/** The answer's body as it comes in, for as long as anybody reads it. */
	private open(
		{ reply, how, kind, names }: Extract<Handled, { reply: Reply }>,
		sender: Sender,
		signal: AbortSignal | undefined,
	): FullResponse {
		const { time } = this.world;
		let timer: Timer | undefined;
		const stream = new Readable({
			read() {},
			destroy(error, done) {
				time.cancel(timer);
				signal?.removeEventListener('abort', abort);
				done(error);
			},
		});
		const abort = () =>
			void stream.destroy(axiosError({ code: 'ERR_CANCELED', message: 'canceled' }));
		signal?.addEventListener('abort', abort, { once: true });
		const note = (text: string) => {
			if (kind !== 'order' && kind !== 'list') return;
			for (const job of names) {
				// The last word of an answer that broke off may be half an ID: nobody can tell.
				const isWord = text.includes(job.id) && (how === 'whole' || !text.endsWith(job.id));
				if (!job.unlisted && isWord) job.told[kind] ??= time.elapsed;
			}
		};
		note(Object.values(reply.headers).join(' '));
		const pieces = piecesOf(reply.body, how, sender.random());
		let at = 0;
		const go = () => {
			const piece = pieces[at++];
			if (piece === undefined) return;
			timer = time.after(
				piece.afterMs,
				() => {
					if (stream.destroyed) return;
					if (piece.end === 'cut')
						stream.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
					else if (piece.end) stream.push(null);
					else {
						stream.push(piece.bytes);
						note(reply.body.subarray(0, piece.upTo).toString('latin1'));
						if (piece.again) at--;
						go();
					}
				},
				sender.owner,
			);
		};
		go();
		return { statusCode: reply.status, headers: reply.headers, body: stream };
	}
}

interface Piece {
	afterMs: number;
	bytes?: Buffer;
	/** How much of the body is there with it. */
	upTo?: number;
	end?: 'whole' | 'cut';
	/** And so on for ever. */
	again?: boolean;
}

/** @param share where an answer breaks off, from 0 up to 1 */
function piecesOf(body: Buffer, how: string, share: number): Piece[] {
	const part = (from: number, upTo: number, afterMs: number): Piece => ({
		afterMs,
		bytes: body.subarray(from, upTo),
		upTo,
	});
	const half = Math.floor(body.length * share);
	const whole: Piece = { afterMs: 1, end: 'whole' };
	if (how === 'blanks') return [{ afterMs: 5000, bytes: Buffer.from(' '), upTo: 0, again: true }];
	if (how === 'silentBody') return [part(0, half, 1)];
	if (how === 'cut') return [part(0, half, 1), { afterMs: 5, end: 'cut' }];
	if (how === 'cutEnd') return [part(0, body.length, 1), { afterMs: 5, end: 'cut' }];
	if (body.length === 0) return [whole];
	const count = how === 'drip' ? 4 : how === 'chunks' ? 3 : 1;
	const size = Math.ceil(body.length / count);
	return [
		...Array.from({ length: Math.ceil(body.length / size) }, (_, i) =>
			part(i * size, Math.min(body.length, (i + 1) * size), how === 'drip' ? 5000 : 20),
		),
		whole,
	];
}

function lowerCased(headers: object = {}): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

function withQuery(address: string, query: object = {}): URL {
	const url = new URL(address);
	for (const [name, value] of Object.entries(query)) url.searchParams.append(name, String(value));
	return url;
}

function fieldsOf(body: unknown): Record<string, unknown> {
	if (body instanceof FormData) return Object.fromEntries(body.entries());
	return (body ?? {}) as Record<string, unknown>;
}

/** As axios throws it: the request, with its key, is in it. */
function axiosError({ code, message, addresses }: Failed, config?: object): Error {
	const error = new Error(message || 'Error');
	const cause =
		addresses === undefined
			? undefined
			: Object.assign(
					new AggregateError(
						Array.from({ length: addresses }, (_, i) =>
							Object.assign(new Error(`connect ${code} 10.0.0.${i + 1}:443`), { code }),
						),
					),
					{ code },
				);
	return Object.assign(error, {
		name: cause ? 'AggregateError' : 'AxiosError',
		isAxiosError: true,
		code,
		config,
		...(cause && { cause, errors: cause.errors }),
	});
}

/** What `httpRequestWithAuthentication` makes of an error: its own class, and from 2.41 on with its cause. */
export function asNodeError(error: Error, node: INode, version: string): Error {
	const wrapped = new NodeApiError(node, error as unknown as JsonObject);
	Object.defineProperty(wrapped, 'cause', {
		value: version === '2.41' ? error : undefined,
		enumerable: false,
		configurable: true,
	});
	return wrapped;
}
