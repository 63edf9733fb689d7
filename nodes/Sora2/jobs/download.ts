import { JobFailure } from '../errors/jobFailure';
import { GONE } from '../errors/messages';
import type { Variant } from '../protocols/protocol';
import type { Route, JobContext } from './context';
import { FileLocations } from './fileLocations';
import { decodeInlineVideo, toResult, type Download } from './fileResponse';
import { FileTransfer } from './fileTransfer';
import { toGoneFailure, toNotStoredFailure, toTimeoutFailure } from './jobFailures';
import type { JobRecord } from './itemLedger';
import type { FileLocation } from './ports';
import { queryJob } from './query';

export type { Download } from './fileResponse';

/**
 * Downloads a finished job's file into `store`. A failed download never gives up the job: it is
 * retried with growing waits until `deadline` (milliseconds on the monotonic clock), and then
 * throws a `JobFailure`.
 */
export async function download<T>(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	variant: Variant,
	deadline: number,
	store: (file: Download) => Promise<T>,
): Promise<T> {
	const tryStore = async (file: Download) => await toResult(store(file));
	const toFailure = (reason: string) =>
		new JobFailure(toNotStoredFailure(jobContext, route, job, reason));
	const { video } = job.snapshot;
	if (variant === 'video' && video?.kind === 'inline') {
		const file = decodeInlineVideo(video);
		if (!('problem' in file)) {
			const stored = await tryStore(file);
			if ('value' in stored) return stored.value;
			throw toFailure(stored.message);
		}
		if (job.videoAt !== 'endpoint')
			throw new JobFailure(toGoneFailure(jobContext, route, job, GONE.unusable(file.problem)));
	}
	const locations = new FileLocations(getLocations(route, job, variant), async () => {
		await refresh(jobContext, route, job, deadline);
		return getLocations(route, job, variant);
	});
	const transfer = new FileTransfer(jobContext, locations, variant, deadline);
	do {
		const file = await transfer.begin();
		if (!file) break;
		const stored = await tryStore({ bytes: transfer.bytes(file), mimeType: file.mimeType });
		if ('value' in stored) return stored.value;
		file.answer.discard();
		// Throws if the execution was canceled in the meantime.
		await jobContext.ports.sleep(0);
		if (!transfer.isBroken) throw toFailure(stored.message);
	} while (await transfer.waitToBegin());
	throw new JobFailure(toTimeoutFailure(jobContext, route, job, transfer.lastVerdict));
}

/** Looks up where the endpoint keeps the job's files now. */
async function refresh(
	{ ports, endpoint }: JobContext,
	{ protocol }: Route,
	job: JobRecord,
	deadline: number,
): Promise<void> {
	if (job.videoAt !== 'endpoint') return;
	const found = await queryJob(
		{ ports, endpoint, deadline },
		protocol,
		job.id,
		job.snapshot.pollUrl,
	);
	if (!('value' in found)) return;
	const { video = job.snapshot.video, thumbnailUrl = job.snapshot.thumbnailUrl } = found.value;
	job.snapshot = { ...job.snapshot, video, thumbnailUrl };
}

/**
 * The URL from the answer first. The protocol's path is the fallback, because a relay's file host
 * fails more often than the relay itself.
 */
function getLocations(
	{ protocol }: Route,
	{ id, snapshot: { video, thumbnailUrl } }: JobRecord,
	variant: Variant,
): FileLocation[] {
	const content = protocol.buildContent(id, variant);
	if (variant === 'thumbnail' && thumbnailUrl) return [{ url: thumbnailUrl }, content];
	return variant === 'video' && video?.kind === 'url' ? [{ url: video.url }, content] : [content];
}
