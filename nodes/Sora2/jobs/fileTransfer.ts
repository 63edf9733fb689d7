import { classify, classifyNetwork } from '../errors/classify';
import type { Verdict } from '../errors/failure';
import { describeWrongFile } from '../errors/messages';
import { HEAD_BYTES, readFileType, readUpTo } from '../protocols/response/fileType';
import type { Variant } from '../protocols/protocol';
import type { JobContext } from './context';
import { toAddress, type FileLocations } from './fileLocations';
import {
	findUrl,
	isRequestedKind,
	joinChunks,
	readRangeStart,
	readText,
	readTotalLength,
	toResult,
	toMimeType,
} from './fileResponse';
import { Backoff } from './limits/backoff';
import type { FileResponse } from './ports';
import { toNotSentVerdict } from './query';

/** A silent connection is dropped after this long, and the download resumed. */
const IDLE_MS = 60_000;
/** The minimum, even if the deadline is closer. */
const SHORTEST_IDLE_MS = 5000;
/** Statuses of a URL that has expired, which differ between file hosts. */
const EXPIRED = [400, 401, 403, 404, 410];
/** Errors of zlib and similar libraries about bytes that are not the start of compressed data. */
const UNPACKABLE =
	/header check|compress|frame descriptor|invalid (block|code|stored|distance|literal)/i;

/** An answer that is the file, or the rest of it. */
export interface OpenedFile {
	answer: FileResponse;
	/** Its bytes, including those already inspected. */
	chunks: AsyncGenerator<Uint8Array>;
	mimeType: string;
	address: string;
	isRest: boolean;
}

/**
 * Transfers one file from the first location that has it. A broken connection is resumed with a
 * Range request if it is certain to be the same file, and missing bytes are detected. Waits grow
 * until `deadline` (on the monotonic clock).
 */
export class FileTransfer {
	/** Why the last request did not return the file. */
	lastVerdict?: Verdict;
	/** The transfer broke off for good; false if the store refused the bytes. */
	isBroken = false;
	/** Bytes passed on so far of the file that `total`, `etag` and `address` identify. */
	private received = 0;
	/** The most bytes that any connection reached. */
	private furthest = 0;
	private total?: number;
	private etag?: string;
	private address?: string;
	/** A different file than the one that broke off, already opened. */
	private successor?: OpenedFile;
	private backoff = Backoff.of(1000, 30_000);
	/** The endpoint cannot resume in the middle of a file. */
	private isWholeOnly = false;

	constructor(
		private readonly jobContext: JobContext,
		private readonly locations: FileLocations,
		private readonly variant: Variant,
		private readonly deadline: number,
	) {}

	/** Opens the file at its first byte; undefined if the deadline has passed. */
	async begin(): Promise<OpenedFile | undefined> {
		this.isBroken = false;
		this.received = 0;
		const file = this.successor ?? (await this.open());
		this.successor = undefined;
		if (!file) return undefined;
		this.total = readTotalLength(file.answer);
		this.etag = file.answer.headers.etag;
		this.address = file.address;
		return file;
	}

	/** Waits until another start makes sense; false if the deadline has passed. */
	async waitToBegin(): Promise<boolean> {
		return this.successor !== undefined || (await this.pause());
	}

	/**
	 * Yields the file's bytes from `first` on, continuing over a new connection whenever one breaks.
	 */
	async *bytes(first: OpenedFile): AsyncGenerator<Uint8Array> {
		const { ports } = this.jobContext;
		let file: OpenedFile | undefined = first;
		do {
			const isEnded: boolean = yield* this.read(file);
			// HTTP itself detects a truncated answer. If the length differs although the answer ended
			// normally, the endpoint compressed the file unasked and n8n decompressed it.
			const isWhole = isEnded && (file.answer.status === 200 || this.total === undefined);
			if (isWhole || this.received === this.total) return;
			if (this.total !== undefined && this.received > this.total) break;
			// Resume at once only if the connection got further than any before it; otherwise this could
			// loop forever.
			const isNew = this.received > this.furthest;
			this.furthest = Math.max(this.furthest, this.received);
			file =
				(isNew && ports.monotonic() < this.deadline) || (await this.pause())
					? await this.open()
					: undefined;
			if (file && !file.isRest) this.successor = file;
		} while (file?.isRest);
		this.isBroken = true;
		throw new Error('the file could not be downloaded completely');
	}

	/** Yields the bytes of one answer; returns whether it ended normally. */
	private async *read({ answer, chunks }: OpenedFile): AsyncGenerator<Uint8Array, boolean> {
		try {
			for (;;) {
				const read = await toResult(chunks.next());
				if (!('value' in read)) {
					this.onBroken(read.message, answer.status);
					return false;
				}
				if (read.value.done) return true;
				this.received += read.value.value.length;
				yield read.value.value;
			}
		} finally {
			answer.discard();
		}
	}

	/** Requests the file from the first missing byte on; undefined if the deadline has passed. */
	private async open(): Promise<OpenedFile | undefined> {
		const { limits } = this.jobContext.endpoint;
		for (;;) {
			if (await limits.acquire({ deadline: this.deadline, purpose: 'download' })) {
				const file = await this.request();
				if (file) return file;
				this.locations.advance();
			} else this.lastVerdict = toNotSentVerdict(limits);
			if (!(await this.pause())) return undefined;
		}
	}

	/** Waits before the next request, longer each time; false if the deadline has passed. */
	private async pause(): Promise<boolean> {
		const { ports, endpoint } = this.jobContext;
		const left = this.deadline - ports.monotonic();
		if (left <= 0) return false;
		// During a cooldown it waits in line, so that queries do not take the turns of downloads.
		const cooldownMs = endpoint.limits.cooldownMs();
		if (cooldownMs > 0 && cooldownMs < left) return true;
		const waitMs = this.backoff.delayMs(ports.random(), this.lastVerdict?.retryAfterMs);
		this.backoff = this.backoff.next(waitMs);
		await ports.sleep(Math.min(left, waitMs));
		return true;
	}

	/** Requests the file once, when the limits allow it. */
	private async request(): Promise<OpenedFile | undefined> {
		const location = this.locations.current;
		const address = toAddress(location);
		const from = this.mayResume(address) ? this.received : 0;
		const { ports } = this.jobContext;
		const leftMs = this.deadline - ports.monotonic();
		const idleMs = Math.min(IDLE_MS, Math.max(SHORTEST_IDLE_MS, leftMs));
		const sent = await ports.open(location, { from, etag: this.etag, idleMs });
		if ('error' in sent) {
			this.lastVerdict = classifyNetwork(sent.error, 'read');
			return undefined;
		}
		const { answer } = sent;
		const chunks = answer.bytes[Symbol.asyncIterator]();
		const read = await toResult(readUpTo(chunks, HEAD_BYTES));
		if (!('value' in read)) {
			answer.discard();
			this.onBroken(read.message, answer.status);
			return undefined;
		}
		const head = read.value;
		const isRest = from > 0 && answer.status === 206;
		if (isRest ? this.isContinuation(answer, address) : this.isFile(answer, head)) {
			this.lastVerdict = undefined;
			const mimeType = toMimeType(readFileType(head), answer.headers, this.variant);
			return { answer, chunks: joinChunks(head, chunks), mimeType, address, isRest };
		}
		if (isRest || answer.status === 416) this.isWholeOnly = true;
		await this.onRefused(answer, head, chunks);
		return undefined;
	}

	/**
	 * Whether a Range request makes sense: at another location, only a strong ETag shows that it is
	 * the same file.
	 */
	private mayResume(address: string): boolean {
		const isNamed = this.etag !== undefined && !this.etag.startsWith('W/');
		return !this.isWholeOnly && (isNamed || address === this.address);
	}

	/** Whether a partial answer continues the same file and not another rendition of it. */
	private isContinuation(answer: FileResponse, address: string): boolean {
		const { etag } = answer.headers;
		const total = readTotalLength(answer);
		const isNamed = etag !== undefined && this.etag !== undefined;
		return (
			readRangeStart(answer) === this.received &&
			(total === undefined || this.total === undefined || total === this.total) &&
			(isNamed ? etag === this.etag : address === this.address)
		);
	}

	private isFile(answer: FileResponse, head: Uint8Array): boolean {
		const isWhole =
			answer.status === 200 || (answer.status === 206 && readRangeStart(answer) === 0);
		return isWhole && isRequestedKind(readFileType(head), answer.headers, this.variant);
	}

	private onBroken(message: string, status: number): void {
		this.lastVerdict = classifyNetwork({ message }, 'read');
		if (status === 206 && UNPACKABLE.test(message)) this.isWholeOnly = true;
	}

	/** Handles an answer that is not the file: why, and where else it may be. */
	private async onRefused(
		answer: FileResponse,
		head: Uint8Array,
		chunks: AsyncIterator<Uint8Array>,
	): Promise<void> {
		const { status, headers } = answer;
		const { ports, endpoint } = this.jobContext;
		const { limits, baseUrl } = endpoint;
		const isGood = [200, 206].includes(status);
		const { kind, mimeType } = readFileType(head);
		const text = kind === 'text' ? await readText(head, chunks) : '';
		answer.discard();
		this.lastVerdict = classify({ during: 'read', status, headers, body: text }, ports.now());
		if (status === 429 && this.locations.isAtEndpoint(baseUrl))
			limits.onThrottled(this.lastVerdict);
		if (isGood) this.lastVerdict.upstreamMessage ??= describeWrongFile(kind, mimeType, text);
		const link = isGood ? findUrl(text) : undefined;
		if (link) this.locations.addNext({ url: link });
		if (EXPIRED.includes(status)) await this.locations.renew(ports.monotonic());
	}
}
