import { classify, classifyNetwork } from '../errors/classify';
import type { Verdict } from '../errors/failure';
import { describeWrongFile } from '../errors/messages';
import { readFileType } from '../protocols/response/fileType';
import type { Variant } from '../protocols/protocol';
import type { JobContext } from './context';
import { toAddress, type FileLocations } from './fileLocations';
import {
	findLink,
	isWanted,
	joinChunks,
	readHead,
	readRangeStart,
	readText,
	readTotalLength,
	settle,
	toMimeType,
} from './fileResponse';
import { Backoff } from './limits/backoff';
import type { FileResponse } from './ports';
import { toNotSentVerdict } from './query';

/** A silent connection is given up after this long, and the download resumed. */
const IDLE_MS = 60_000;
/** So long even where the wait is nearly over. */
const SHORTEST_IDLE_MS = 5000;
/** Statuses of an address that is not good any more: each file host has its own. */
const EXPIRED = [400, 401, 403, 404, 410];
/** What zlib and its kin say of bytes that are not the beginning of anything packed. */
const UNPACKABLE =
	/header check|compress|frame descriptor|invalid (block|code|stored|distance|literal)/i;

/** An answer that is the file, or the rest of it. */
export interface OpenedFile {
	answer: FileResponse;
	/** Its bytes, those that were looked at included. */
	chunks: AsyncGenerator<Uint8Array>;
	mimeType: string;
	address: string;
	isRest: boolean;
}

/**
 * One file on its way from the first location that has it. A connection that breaks in the middle is resumed with a
 * Range request, as long as it is certain to be the same file; what is missing is noticed. Waits grow, until
 * `deadline` (on the monotonic clock).
 */
export class FileTransfer {
	/** Why the last request did not bring the file. */
	lastVerdict?: Verdict;
	/** The bytes broke off for good, as opposed to a store that did not take them. */
	isBroken = false;
	/** Bytes handed on so far of the file that the other three tell from any other. */
	private received = 0;
	/** The most bytes that ever came. */
	private furthest = 0;
	private total?: number;
	private etag?: string;
	private address?: string;
	/** Another file than the one that broke off, which is opened already. */
	private successor?: OpenedFile;
	private backoff = Backoff.of(1000, 30_000);
	/** The endpoint does not go on from a byte in the middle. */
	private wholeOnly = false;

	constructor(
		private readonly jobContext: JobContext,
		private readonly locations: FileLocations,
		private readonly variant: Variant,
		private readonly deadline: number,
	) {}

	/** The file from its first byte on; nothing when the deadline has passed. */
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

	/** Waits until it makes sense to begin again; false when the deadline has passed. */
	async waitToBegin(): Promise<boolean> {
		return this.successor !== undefined || (await this.pause());
	}

	/** The file's bytes from `first` on, going on with a new connection wherever one breaks. */
	async *bytes(first: OpenedFile): AsyncGenerator<Uint8Array> {
		const { ports } = this.jobContext;
		let file: OpenedFile | undefined = first;
		do {
			const isEnded: boolean = yield* this.read(file);
			// An answer that is cut short breaks off, HTTP sees to that. A length that differs from one that ended well is
			// that of a file some endpoint packed unasked, and n8n unpacked.
			const isWhole = isEnded && (file.answer.status === 200 || this.total === undefined);
			if (isWhole || this.received === this.total) return;
			if (this.total !== undefined && this.received > this.total) break;
			// At once where the connection brought more than any before it; else it would go round for ever.
			const isNew = this.received > this.furthest;
			this.furthest = Math.max(this.furthest, this.received);
			file =
				(isNew && ports.monotonic() < this.deadline) || (await this.pause())
					? await this.open()
					: undefined;
			if (file && !file.isRest) this.successor = file;
		} while (file?.isRest);
		this.isBroken = true;
		throw new Error('the file could not be fetched whole');
	}

	/** The bytes of one answer; returns whether it ended well. */
	private async *read({ answer, chunks }: OpenedFile): AsyncGenerator<Uint8Array, boolean> {
		try {
			for (;;) {
				const read = await settle(chunks.next());
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

	/** Asks for the file until it comes, from the byte that is missing; nothing when the deadline has passed. */
	private async open(): Promise<OpenedFile | undefined> {
		const { limits } = this.jobContext.endpoint;
		for (;;) {
			if (await limits.acquire({ deadline: this.deadline, purpose: 'download' })) {
				const file = await this.request();
				if (file) return file;
				this.locations.goOn();
			} else this.lastVerdict = toNotSentVerdict(limits);
			if (!(await this.pause())) return undefined;
		}
	}

	/** Waits before the file is asked for again, longer each time; false when the deadline has passed. */
	private async pause(): Promise<boolean> {
		const { ports } = this.jobContext;
		const left = this.deadline - ports.monotonic();
		if (left <= 0) return false;
		const waitMs = this.backoff.delayMs(ports.random(), this.lastVerdict?.retryAfterMs);
		this.backoff = this.backoff.next(waitMs);
		await ports.sleep(Math.min(left, waitMs));
		return true;
	}

	/** Asks for the file once, where it is this one's turn to have it. */
	private async request(): Promise<OpenedFile | undefined> {
		const location = this.locations.current;
		const address = toAddress(location);
		const from = this.mayResume(address) ? this.received : 0;
		const { ports } = this.jobContext;
		const leftMs = this.deadline - ports.monotonic();
		const idleMs = Math.min(IDLE_MS, Math.max(SHORTEST_IDLE_MS, leftMs));
		const sent = await ports.open(location, { from, etag: this.etag, idleMs });
		if ('trouble' in sent) {
			this.lastVerdict = classifyNetwork(sent.trouble, 'read');
			return undefined;
		}
		const { answer } = sent;
		const chunks = answer.bytes[Symbol.asyncIterator]();
		const read = await settle(readHead(chunks));
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
		if (isRest || answer.status === 416) this.wholeOnly = true;
		await this.onRefused(answer, head, chunks);
		return undefined;
	}

	/** Whether asking for the rest makes sense: elsewhere only a strong ETag tells that it is the same file. */
	private mayResume(address: string): boolean {
		const isNamed = this.etag !== undefined && !this.etag.startsWith('W/');
		return !this.wholeOnly && (isNamed || address === this.address);
	}

	/** Whether a partial answer goes on with the file that broke off, and not with another rendition of it. */
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
		return isWhole && isWanted(readFileType(head), answer.headers, this.variant);
	}

	private onBroken(message: string, status: number): void {
		this.lastVerdict = classifyNetwork({ message }, 'read');
		if (status === 206 && UNPACKABLE.test(message)) this.wholeOnly = true;
	}

	/** Learns from an answer that is no file: why, and where else it may be. */
	private async onRefused(
		answer: FileResponse,
		head: Uint8Array,
		chunks: AsyncIterator<Uint8Array>,
	): Promise<void> {
		const { status, headers } = answer;
		const { ports } = this.jobContext;
		const isGood = status === 200 || status === 206;
		const { kind, mimeType } = readFileType(head);
		const text = kind === 'text' ? await readText(head, chunks) : '';
		answer.discard();
		this.lastVerdict = classify({ during: 'read', status, headers, body: text }, ports.now());
		if (isGood) this.lastVerdict.upstreamMessage ??= describeWrongFile(kind, mimeType, text);
		const link = isGood ? findLink(text) : undefined;
		if (link) this.locations.addNext({ url: link });
		if (EXPIRED.includes(status)) await this.locations.renew(ports.monotonic());
	}
}
