/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { ServerResponse } from 'node:http';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { Sora2 } from '../../../nodes/Sora2/Sora2.node';
import { clock } from '../../../nodes/Sora2/transport/clock';

const wallNow = Date.now.bind(Date);
const origin = wallNow();
let speed = 1;

/**
 * Lets time pass `times` as fast, for everything in this test file: the node, n8n and the relay read one clock, as
 * they would if the tests ran longer. HTTP timeouts are shortened alike (see `Watched`).
 */
export function hurry(times: number): void {
	speed = times;
	Date.now = () => Math.round(origin + (wallNow() - origin) * speed);
	clock.pause = async (ms, signal) => {
		const end = clock.now() + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - clock.now())
			await wall(Math.min(10, left / speed));
	};
	// Node would send the wall's time in the header `date`, and the node would see a clock that is off.
	Object.defineProperty(ServerResponse.prototype, 'sendDate', {
		get: () => false,
		set: () => {},
		configurable: true,
	});
}

/** Waits `ms` milliseconds of the clock on the wall. */
export async function wall(ms: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, ms));
}

type Request = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** The node, watched from inside the engine: every request as it begins, every line it logs, every error it throws. */
export class Watched extends Sora2 {
	readonly log: string[] = [];
	readonly thrown: Error[] = [];
	/** When orders were given up because no answer came, by prompt. */
	readonly broken = new Map<string, number[]>();
	/** Polls, lists and files that broke off, or came too late on a busy machine. */
	unread = 0;
	/** How often n8n ran it. */
	executed = 0;
	begun = 0;
	/** Requests that began after `stopped` was set. */
	late = 0;
	stopped = false;
	onRequest?: (n: number, when: 'begun' | 'answered') => void;

	constructor() {
		super();
		this.execute = watching(this);
	}
}

/** The node's own `execute`, with n8n's helpers and log replaced by ones that tell `watch`. */
function watching(watch: Watched): Sora2['execute'] {
	return async function (this: IExecuteFunctions) {
		watch.executed++;
		const { httpRequest, httpRequestWithAuthentication } = this.helpers as unknown as Record<
			string,
			Request
		>;
		const helpers = {
			...this.helpers,
			httpRequest: through(watch, httpRequest),
			httpRequestWithAuthentication: through(watch, httpRequestWithAuthentication),
		};
		const line = (text: string) => void watch.log.push(text);
		const ctx = Object.create(this, {
			helpers: { value: helpers },
			logger: { value: { info: line, warn: line, error: line, debug: line } },
		}) as IExecuteFunctions;
		const running = Sora2.prototype.execute.call(ctx);
		running.catch((error: Error) => watch.thrown.push(error));
		return await running;
	};
}

function through(watch: Watched, original: Request): Request {
	return async function (this: unknown, ...args: unknown[]) {
		const n = ++watch.begun;
		if (watch.stopped) watch.late++;
		const request = args.at(-1) as IHttpRequestOptions;
		const sending = original.apply(this, [
			...args.slice(0, -1),
			{ ...request, timeout: Math.max(20, (request.timeout ?? 0) / speed) },
		]);
		sending.catch(() => {
			const { prompt } = (request.body ?? {}) as { prompt?: string };
			if (prompt) watch.broken.set(prompt, [...(watch.broken.get(prompt) ?? []), Date.now()]);
			else watch.unread++;
		});
		watch.onRequest?.(n, 'begun');
		return await sending.finally(() => watch.onRequest?.(n, 'answered'));
	};
}
