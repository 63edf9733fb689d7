import type { IExecuteFunctions } from 'n8n-workflow';
import { Sora2 } from '../../../nodes/Sora2/Sora2.node';

type Request = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** The node, watched from inside the engine: every request as it begins, every line it logs, every error it throws. */
export class Watched extends Sora2 {
	readonly log: string[] = [];
	readonly thrown: Error[] = [];
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
		const sending = original.apply(this, args);
		watch.onRequest?.(n, 'begun');
		return await sending.finally(() => watch.onRequest?.(n, 'answered'));
	};
}
