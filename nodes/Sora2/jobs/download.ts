import type { Failure, Verdict } from '../errors/failure';
import { classify, classifyNetwork } from '../errors/classify';
import type { VideoSource } from '../protocols/response/job';
import type { Variant } from '../protocols/protocol';
import { Backoff } from './limits/backoff';
import type { Route, JobContext } from './context';
import type { JobRecord } from './ledger';
import { toNotSentVerdict } from './query';
import { toTimeoutFailure } from './poll';
import type { FileResponse, FileLocation, Sent } from './ports';
import { buildFailure } from './record';

/** A silent connection is given up after this long, and the download resumed. */
const IDLE_MS = 60_000;
const MAX_TROUBLE_TEXT = 64 * 1024;
/** What zlib and its kin say of bytes that are not the beginning of anything packed. */
const UNPACKABLE =
	/header check|compress|frame descriptor|invalid (block|code|stored|distance|literal)/i;

/** A file under way: its bytes, resumed where the connection breaks, and its type. */
export interface Download {
	bytes: AsyncIterable<Uint8Array>;
	mimeType: string;
}

export type Downloaded<T> = { stored: T } | { failure: Failure };

/**
 * Brings a finished job's file into `store`. A failing download never gives the job up: it is tried again,
 * with growing waits, until `deadline` (milliseconds since the epoch); a connection that breaks in the middle
 * is resumed with a Range request, and what is missing is noticed.
 */
export async function download<T>(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	variant: Variant,
	deadline: number,
	store: (file: Download) => Promise<T>,
): Promise<Downloaded<T>> {
	const { ports } = jobContext;
	const video = variant === 'video' ? job.snapshot.video : undefined;
	if (video?.kind === 'inline') return { stored: await store(inline(video)) };
	const places = placesOf(route, job, variant, video);
	const state: Transfer = {
		jobContext,
		places,
		turn: 0,
		backoff: Backoff.of(1000, 30_000),
		deadline,
		received: 0,
	};
	for (;;) {
		const opened = await open(state);
		if (opened) {
			state.broken = false;
			const stored = await settle(
				store({ bytes: bytesOf(state, opened), mimeType: mimeOf(opened, variant) }),
			);
			if ('value' in stored) return { stored: stored.value };
			opened.discard();
			// Throws when the execution was cancelled meanwhile.
			await ports.sleep(0);
			if (!state.broken) return { failure: notStored(jobContext, route, job, stored.message) };
		}
		if (!(await patience(state)))
			return { failure: toTimeoutFailure(jobContext, route, job, state.last) };
		state.received = 0;
		state.total = state.etag = undefined;
	}
}

interface Transfer {
	jobContext: JobContext;
	places: FileLocation[];
	/** Which of the places is tried next. */
	turn: number;
	backoff: Backoff;
	deadline: number;
	/** Bytes handed on so far, and the file's length once it is known. */
	received: number;
	total?: number;
	etag?: string;
	/** Why the last request did not bring the file. */
	last?: Verdict;
	/** The endpoint refused to go on from a byte in the middle. */
	wholeOnly?: boolean;
	/** The bytes broke off for good, as opposed to a store that did not take them. */
	broken?: boolean;
}

/** The answer's own URL first, then the protocol's path: a relay's file host fails more often than the relay. */
function placesOf(
	{ protocol }: Route,
	job: JobRecord,
	variant: Variant,
	video: VideoSource | undefined,
): FileLocation[] {
	const content = protocol.buildContent(job.id, variant);
	if (variant === 'thumbnail' && job.snapshot.thumbnailUrl)
		return [{ url: job.snapshot.thumbnailUrl }, content];
	return video?.kind === 'url' ? [{ url: video.url }, content] : [content];
}

/** Asks for the file until it comes, from the byte that is missing; nothing when the deadline has passed. */
async function open(state: Transfer): Promise<FileResponse | undefined> {
	const { jobContext, places } = state;
	const { ports, endpoint } = jobContext;
	for (;;) {
		if (await endpoint.gate.turn(state.deadline)) {
			const place = places[state.turn % places.length];
			const sent = await ports.open(place, {
				from: state.wholeOnly ? 0 : state.received,
				etag: state.etag,
				idleMs: IDLE_MS,
			});
			const file = await judge(state, sent);
			if (file) return file;
			state.turn++;
		} else state.last = toNotSentVerdict(endpoint.gate);
		if (!(await patience(state))) return undefined;
	}
}

/** Waits before the file is asked for again, longer each time; false when the deadline has passed. */
async function patience(state: Transfer): Promise<boolean> {
	const { ports } = state.jobContext;
	const left = state.deadline - ports.now();
	if (left <= 0) return false;
	const waitMs = state.backoff.delayMs(ports.random(), state.last?.retryAfterMs);
	state.backoff = state.backoff.next(waitMs);
	await ports.sleep(Math.min(left, waitMs));
	return true;
}

/** Whether an answer is the file, or goes on with it where it broke off. */
async function judge(state: Transfer, sent: Sent<FileResponse>): Promise<FileResponse | undefined> {
	const { ports } = state.jobContext;
	if ('trouble' in sent) {
		state.last = classifyNetwork(sent.trouble, 'read');
		return undefined;
	}
	const { answer } = sent;
	const type = answer.headers['content-type'] ?? '';
	const good = answer.status === 200 || answer.status === 206;
	if (good && !/\b(json|html|xml)\b|^text\//i.test(type)) {
		const total = totalOf(answer);
		const sameFile = state.total === undefined || total === undefined || total === state.total;
		if (total !== 0 && sameFile && (answer.status === 200 || startOf(answer) === state.received)) {
			state.total = total ?? state.total;
			state.etag = answer.headers.etag;
			state.last = undefined;
			return answer;
		}
	}
	if (answer.status === 416 || (answer.status === 206 && startOf(answer) !== state.received))
		state.wholeOnly = true;
	const text = await head(answer);
	const link = good ? linkIn(text) : undefined;
	if (link && !state.places.some((p) => 'url' in p && p.url === link))
		state.places.splice((state.turn % state.places.length) + 1, 0, { url: link });
	state.last = classify(
		{ during: 'read', status: answer.status, headers: answer.headers, body: text },
		ports.now(),
	);
	return undefined;
}

/** The file's bytes from `first` on, going on with a new connection wherever one breaks. */
async function* bytesOf(state: Transfer, first: FileResponse): AsyncGenerator<Uint8Array> {
	const { ports } = state.jobContext;
	let answer: FileResponse | undefined = first;
	while (answer) {
		const before = state.received;
		let skip = answer.status === 206 ? 0 : before;
		let ended = false;
		const pieces: AsyncIterator<Uint8Array> = answer.bytes[Symbol.asyncIterator]();
		try {
			for (;;) {
				const piece = await settle(Promise.resolve(pieces.next()));
				if (!('value' in piece)) {
					state.last = classifyNetwork({ message: piece.message }, 'read');
					if (answer.status === 206 && UNPACKABLE.test(piece.message)) state.wholeOnly = true;
					break;
				}
				ended = piece.value.done === true;
				if (piece.value.done) break;
				// An endpoint without Range starts again from the first byte: what is here already is passed over.
				const chunk: Uint8Array =
					skip > 0
						? piece.value.value.subarray(Math.min(skip, piece.value.value.length))
						: piece.value.value;
				skip = Math.max(0, skip - piece.value.value.length);
				if (chunk.length === 0) continue;
				state.received += chunk.length;
				yield chunk;
			}
		} finally {
			answer.discard();
		}
		// An answer that is cut short breaks off, HTTP sees to that. A length that differs from one that ended well is
		// that of a file some endpoint packed unasked, and n8n unpacked.
		const whole =
			ended &&
			state.received > 0 &&
			(answer.status === 200 ? skip === 0 : state.total === undefined);
		if (whole || state.received === state.total) return;
		if (skip > 0 && ended) break;
		if (state.total !== undefined && state.received > state.total) break;
		// At once where the connection brought something; one that brings nothing would go round for ever.
		answer =
			(state.received > before && ports.now() < state.deadline) || (await patience(state))
				? await open(state)
				: undefined;
	}
	state.broken = true;
	throw new Error('the file could not be fetched whole');
}

function startOf({ headers }: FileResponse): number {
	return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? NaN);
}

/** The whole file's length; undefined where the endpoint does not say. */
function totalOf({ status, headers }: FileResponse): number | undefined {
	const range = /^bytes \d+-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
	if (status === 206) return range ? Number(range[1]) : undefined;
	const length = headers['content-encoding'] ? undefined : headers['content-length'];
	return length === undefined ? undefined : Number(length);
}

function mimeOf({ headers }: FileResponse, variant: Variant): string {
	const type = (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	if (/^(video|image)\/[\w.+-]+$/.test(type)) return type;
	return variant === 'video' ? 'video/mp4' : 'image/webp';
}

/** The first bytes of an answer that is no file, as text. */
async function head(answer: FileResponse): Promise<string> {
	const parts: Uint8Array[] = [];
	let size = 0;
	const pieces = answer.bytes[Symbol.asyncIterator]();
	for (;;) {
		const piece = await settle(Promise.resolve(pieces.next()));
		if (!('value' in piece) || piece.value.done) break;
		parts.push(piece.value.value);
		size += piece.value.value.length;
		if (size > MAX_TROUBLE_TEXT) break;
	}
	answer.discard();
	return Buffer.concat(parts).toString('utf8').slice(0, MAX_TROUBLE_TEXT);
}

/** OpenAI's specification also lists a JSON string as the content: a link to the file. */
function linkIn(text: string): string | undefined {
	return (
		/^\s*"?(https?:\/\/[^"\s]{1,4000})"?\s*$/.exec(text)?.[1] ??
		/"(?:url|video_url)"\s*:\s*"(https?:\/\/[^"]{1,4000})"/.exec(text)?.[1]
	);
}

function inline({ base64, mimeType }: Extract<VideoSource, { kind: 'inline' }>): Download {
	const bytes = Buffer.from(base64, 'base64');
	return {
		mimeType,
		bytes: (async function* () {
			yield bytes;
		})(),
	};
}

/** The video is there, n8n could not keep it: a full disk, a size limit. */
function notStored(jobContext: JobContext, route: Route, job: JobRecord, reason: string): Failure {
	const verdict: Verdict = {
		class: 'unknown',
		retryable: true,
		failover: false,
		billed: 'yes',
		upstreamMessage: reason,
	};
	const failure = buildFailure(jobContext, route, verdict, { jobId: job.id });
	failure.message = `The video of job ${job.id} is finished, but n8n could not store it: ${reason}`;
	failure.hint =
		"The job is charged and its video is kept at the endpoint for a while. Make room for binary data in n8n, then fetch it with the operation 'Download' and this ID.";
	return failure;
}

type Settled<T> = { value: T } | { message: string };

async function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
	return await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ message: error instanceof Error ? error.message : String(error) }),
	);
}
