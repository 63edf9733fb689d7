import { JobFailure } from '../errors/jobFailure';
import type { Variant } from '../protocols/protocol';
import type { Route, JobContext } from './context';
import { readMimeType, settle, toInlineDownload, type Download } from './fileResponse';
import { FileTransfer } from './fileTransfer';
import { toNotStoredFailure, toTimeoutFailure } from './jobFailures';
import type { JobRecord } from './ledger';
import type { FileLocation } from './ports';

export type { Download } from './fileResponse';

/**
 * Brings a finished job's file into `store`. A failing download never gives the job up: it is tried again, with
 * growing waits, until `deadline` (milliseconds on the monotonic clock); then it throws a `JobFailure`.
 */
export async function download<T>(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	variant: Variant,
	deadline: number,
	store: (file: Download) => Promise<T>,
): Promise<T> {
	const { video } = job.snapshot;
	if (variant === 'video' && video?.kind === 'inline') return await store(toInlineDownload(video));
	const transfer = new FileTransfer(jobContext, getLocations(route, job, variant), deadline);
	for (;;) {
		const opened = await transfer.open();
		if (opened) {
			const stored = await settle(
				store({ bytes: transfer.bytes(opened), mimeType: readMimeType(opened, variant) }),
			);
			if ('value' in stored) return stored.value;
			opened.discard();
			// Throws when the execution was canceled meanwhile.
			await jobContext.ports.sleep(0);
			if (!transfer.isBroken)
				throw new JobFailure(toNotStoredFailure(jobContext, route, job, stored.message));
		}
		if (!(await transfer.pause()))
			throw new JobFailure(toTimeoutFailure(jobContext, route, job, transfer.lastVerdict));
		transfer.restart();
	}
}

/** The answer's own URL first, then the protocol's path: a relay's file host fails more often than the relay. */
function getLocations(
	{ protocol }: Route,
	{ id, snapshot: { video, thumbnailUrl } }: JobRecord,
	variant: Variant,
): FileLocation[] {
	const content = protocol.buildContent(id, variant);
	if (variant === 'thumbnail' && thumbnailUrl) return [{ url: thumbnailUrl }, content];
	return variant === 'video' && video?.kind === 'url' ? [{ url: video.url }, content] : [content];
}
