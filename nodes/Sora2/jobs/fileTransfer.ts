import { classify, classifyNetwork } from '../errors/classify';
import type { Verdict } from '../errors/failure';
import type { JobContext } from './context';
import { findLink, readRangeStart, readText, readTotalLength, settle } from './fileResponse';
import { Backoff } from './limits/backoff';
import type { FileLocation, FileResponse, Sent } from './ports';
import { toNotSentVerdict } from './query';

/** A silent connection is given up after this long, and the download resumed. */
const IDLE_MS = 60_000;
/** What zlib and its kin say of bytes that are not the beginning of anything packed. */
const UNPACKABLE =
	/header check|compress|frame descriptor|invalid (block|code|stored|distance|literal)/i;

/**
 * One file on its way from the first location that has it. A connection that breaks in the middle is resumed with a
 * Range request, and what is missing is noticed. Waits grow, until `deadline` (on the monotonic clock).
 */
export class FileTransfer {
	/** Why the last request did not bring the file. */
	lastVerdict?: Verdict;
	/** The bytes broke off for good, as opposed to a store that did not take them. */
	isBroken = false;
	/** Bytes handed on so far, and the file's length once it is known. */
	private received = 0;
	private total?: number;
	private etag?: string;
	/** Which of the locations is tried next. */
	private turn = 0;
	private backoff = Backoff.of(1000, 30_000);
	/** The endpoint refused to go on from a byte in the middle. */
	private wholeOnly = false;

	constructor(
		private readonly jobContext: JobContext,
		private readonly locations: FileLocation[],
		private readonly deadline: number,
	) {}

	/** Asks for the file until it comes, from the byte that is missing; nothing when the deadline has passed. */
	async open(): Promise<FileResponse | undefined> {
		const { ports, endpoint } = this.jobContext;
		for (;;) {
			if (await endpoint.limits.acquire({ deadline: this.deadline })) {
				const sent = await ports.open(this.locations[this.turn % this.locations.length], {
					from: this.wholeOnly ? 0 : this.received,
					etag: this.etag,
					idleMs: IDLE_MS,
				});
				const file = await this.accept(sent);
				if (file) return file;
				this.turn++;
			} else this.lastVerdict = toNotSentVerdict(endpoint.limits);
			if (!(await this.pause())) return undefined;
		}
	}

	/** Waits before the file is asked for again, longer each time; false when the deadline has passed. */
	async pause(): Promise<boolean> {
		const { ports } = this.jobContext;
		const left = this.deadline - ports.monotonic();
		if (left <= 0) return false;
		const waitMs = this.backoff.delayMs(ports.random(), this.lastVerdict?.retryAfterMs);
		this.backoff = this.backoff.next(waitMs);
		await ports.sleep(Math.min(left, waitMs));
		return true;
	}

	/** Forgets what has come so far: the next file opened is read from its first byte. */
	restart(): void {
		this.received = 0;
		this.total = this.etag = undefined;
		this.isBroken = false;
	}

	/** The file's bytes from `first` on, going on with a new connection wherever one breaks. */
	async *bytes(first: FileResponse): AsyncGenerator<Uint8Array> {
		const { ports } = this.jobContext;
		let answer: FileResponse | undefined = first;
		while (answer) {
			const before = this.received;
			let skip = answer.status === 206 ? 0 : before;
			let ended = false;
			const chunks: AsyncIterator<Uint8Array> = answer.bytes[Symbol.asyncIterator]();
			try {
				for (;;) {
					const read = await settle(Promise.resolve(chunks.next()));
					if (!('value' in read)) {
						this.lastVerdict = classifyNetwork({ message: read.message }, 'read');
						if (answer.status === 206 && UNPACKABLE.test(read.message)) this.wholeOnly = true;
						break;
					}
					ended = read.value.done === true;
					if (read.value.done) break;
					// An endpoint without Range starts again from the first byte: what is here already is passed over.
					const chunk = read.value.value.subarray(Math.min(skip, read.value.value.length));
					skip = Math.max(0, skip - read.value.value.length);
					if (chunk.length === 0) continue;
					this.received += chunk.length;
					yield chunk;
				}
			} finally {
				answer.discard();
			}
			// An answer that is cut short breaks off, HTTP sees to that. A length that differs from one that ended well is
			// that of a file some endpoint packed unasked, and n8n unpacked.
			const whole =
				ended &&
				this.received > 0 &&
				(answer.status === 200 ? skip === 0 : this.total === undefined);
			if (whole || this.received === this.total) return;
			if (skip > 0 && ended) break;
			if (this.total !== undefined && this.received > this.total) break;
			// At once where the connection brought something; one that brings nothing would go round for ever.
			answer =
				(this.received > before && ports.monotonic() < this.deadline) || (await this.pause())
					? await this.open()
					: undefined;
		}
		this.isBroken = true;
		throw new Error('the file could not be fetched whole');
	}

	/** The answer, where it is the file, or goes on with it where it broke off. */
	private async accept(sent: Sent<FileResponse>): Promise<FileResponse | undefined> {
		if ('trouble' in sent) {
			this.lastVerdict = classifyNetwork(sent.trouble, 'read');
			return undefined;
		}
		const { answer } = sent;
		const type = answer.headers['content-type'] ?? '';
		const isGood = answer.status === 200 || answer.status === 206;
		if (isGood && !/\b(json|html|xml)\b|^text\//i.test(type)) {
			const total = readTotalLength(answer);
			const isSameFile = this.total === undefined || total === undefined || total === this.total;
			if (
				total !== 0 &&
				isSameFile &&
				(answer.status === 200 || readRangeStart(answer) === this.received)
			) {
				this.total = total ?? this.total;
				this.etag = answer.headers.etag;
				this.lastVerdict = undefined;
				return answer;
			}
		}
		if (
			answer.status === 416 ||
			(answer.status === 206 && readRangeStart(answer) !== this.received)
		)
			this.wholeOnly = true;
		const text = await readText(answer);
		const link = isGood ? findLink(text) : undefined;
		if (link && !this.locations.some((l) => 'url' in l && l.url === link))
			this.locations.splice((this.turn % this.locations.length) + 1, 0, { url: link });
		this.lastVerdict = classify(
			{ during: 'read', status: answer.status, headers: answer.headers, body: text },
			this.jobContext.ports.now(),
		);
		return undefined;
	}
}
