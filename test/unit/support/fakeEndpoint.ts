import { CHANNELS, PROTOCOLS } from '../../../nodes/Sora2/channels';
import type { Failure } from '../../../nodes/Sora2/errors/failure';
import { JobFailure } from '../../../nodes/Sora2/errors/jobFailure';
import type { JobContext, Policy, Route } from '../../../nodes/Sora2/jobs/context';
import {
	createLedger,
	type ItemLedger,
	type JobRecord,
} from '../../../nodes/Sora2/jobs/itemLedger';
import { EndpointLimits } from '../../../nodes/Sora2/jobs/limits/endpointLimits';
import { Semaphore } from '../../../nodes/Sora2/jobs/limits/semaphore';
import type {
	FileLocation,
	FileResponse,
	HttpResponse,
	Ports,
	Sent,
} from '../../../nodes/Sora2/jobs/ports';
import type { ApiRequest } from '../../../nodes/Sora2/protocols/protocol';
import { FakeTime } from './fakeTime';

/** How long every answer is under way. */
const TRIP_MS = 100;

/** An answer: an object goes out as JSON, a text as it is. */
export function respond(
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): Sent<HttpResponse> {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return { answer: { status, headers, text } };
}

export const REGION = respond(400, {
	error: {
		code: 'unsupported_country_code',
		message: 'Sora is not available in your country',
		param: 'MM',
	},
});
export const CUT: Sent<HttpResponse> = {
	error: { code: 'ECONNRESET', message: 'socket hang up' },
};
export const UNREACHABLE: Sent<HttpResponse> = {
	error: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
};
export const HTML = respond(502, '<html>502 Bad Gateway</html>');
export const BUSY = respond(503, { error: { code: 'overloaded', message: 'overloaded' } });
export const NOT_FOUND = respond(404, { error: { message: 'not found' } });
export const ACCEPTED = respond(200, { id: 'video_1', status: 'queued' });
export const COMPLETED = respond(200, { id: 'video_1', status: 'completed' });

/** A file that comes whole, in one piece. */
export function file(
	bytes: string | Uint8Array,
	headers: Record<string, string> = {},
	status = 200,
): Sent<FileResponse> {
	const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
	return {
		answer: {
			status,
			headers: { 'content-type': 'video/mp4', 'content-length': String(data.length), ...headers },
			bytes: (async function* () {
				yield data;
			})(),
			discard() {},
		},
	};
}

/** What an endpoint answers, in the order it is asked; a function sees the request. */
export interface Script {
	orders?: Array<Sent<HttpResponse> | ((request: ApiRequest) => Sent<HttpResponse>)>;
	polls?: Array<Sent<HttpResponse>>;
	/** When all polls are spent. */
	lastPoll?: Sent<HttpResponse> | (() => Sent<HttpResponse>);
	/** Jobs in the list, or the whole answer; `began` is when the test began, in milliseconds since the epoch. */
	list?: (request: ApiRequest, began: number) => Sent<HttpResponse> | object[];
	files?: Array<Sent<FileResponse>>;
	policy?: Partial<Policy>;
	ledger?: ItemLedger;
	time?: FakeTime;
	baseUrl?: string;
}

let endpoints = 0;

/** One item's work at a scripted endpoint, in virtual time. */
export function fakeEndpoint(script: Script = {}) {
	const time = script.time ?? new FakeTime();
	const began = time.now();
	let uuids = 0;
	const orders: Array<{ at: number; key?: string; lostKey?: string; timeoutMs: number }> = [];
	const polls: Array<{ at: number; path: string }> = [];
	const lists: ApiRequest[] = [];
	const opened: Array<{ place: FileLocation; from: number }> = [];
	const ledger = script.ledger ?? createLedger();
	const queue = {
		orders: [...(script.orders ?? [])],
		polls: [...(script.polls ?? [])],
		files: [...(script.files ?? [])],
	};
	const ports: Ports = {
		...time,
		uuid: () => `uuid-${++uuids}`,
		async send(request, timeoutMs) {
			await time.sleep(TRIP_MS);
			const { method, path, headers } = request;
			if (method === 'POST') {
				orders.push({
					at: time.now() - began,
					key: headers?.['idempotency-key'],
					lostKey: ledger.lost?.key,
					timeoutMs,
				});
				const next = queue.orders.shift() ?? ACCEPTED;
				return typeof next === 'function' ? next(request) : next;
			}
			if (/\/(videos|generations)(\?|$)/.test(path)) {
				lists.push(request);
				const listed = script.list?.(request, began) ?? [];
				return Array.isArray(listed) ? respond(200, { object: 'list', data: listed }) : listed;
			}
			polls.push({ at: time.now() - began, path });
			const last = script.lastPoll ?? COMPLETED;
			return queue.polls.shift() ?? (typeof last === 'function' ? last() : last);
		},
		async open(place, { from }) {
			await time.sleep(TRIP_MS);
			opened.push({ place, from });
			return queue.files.shift() ?? { error: { message: 'no file here' } };
		},
	};
	const limits = new EndpointLimits(ports);
	const accepted: JobRecord[] = [];
	const jobContext: JobContext = {
		ports,
		endpoint: {
			baseUrl: script.baseUrl ?? `https://e${++endpoints}.example/v1`,
			paths: new Map(),
			durations: new Map(),
			hasAcceptedJobs: false,
			transfers: new Semaphore(5),
			limits,
		},
		ledger,
		policy: {
			timeoutMs: 60_000,
			regionResubmits: 0,
			resubmitWhenUnknown: false,
			...script.policy,
		},
		slot: limits.createSlot(),
		onAccepted: (job) => void accepted.push(job),
		onLostChanged: () => {},
	};
	return {
		jobContext,
		ledger,
		time,
		began,
		orders,
		polls,
		lists,
		opened,
		accepted,
		routes: [toRoute('reverse'), toRoute('relay')],
		/** Milliseconds since the test began. */
		elapsed: () => time.now() - began,
	};
}

/** An order of a cat on a channel. */
export function toRoute(name: string, model = 'sora-2'): Route {
	const channel = CHANNELS[name];
	return {
		channel,
		protocol: PROTOCOLS[channel.protocol],
		dialect: {
			bodyFormat: 'auto',
			secondsAs: 'string',
			sendResolution: channel.sendResolution,
		},
		request: { model, prompt: 'a cat', duration: 5, resolution: '720p', aspectRatio: '16:9' },
	};
}

/** A job this item ordered `agoMs` ago. */
export function orderedJob(now: number, agoMs = 0, more: Partial<JobRecord> = {}): JobRecord {
	return {
		id: 'video_1',
		origin: 'ordered',
		videoAt: 'endpoint',
		channel: 'reverse',
		submittedAt: now - agoMs,
		snapshot: { id: 'video_1', status: 'queued' },
		...more,
	};
}

/** What a job came to: its value, or the failure that was thrown. */
export async function settle<T>(
	running: Promise<T>,
): Promise<{ value: T; failure?: undefined } | { failure: Failure; value?: undefined }> {
	return await running.then(
		(value) => ({ value }),
		(error: unknown) => {
			if (!(error instanceof JobFailure)) throw error;
			return { failure: error.failure };
		},
	);
}
