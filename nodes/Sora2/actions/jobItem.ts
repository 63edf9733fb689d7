import type { IDataObject } from 'n8n-workflow';
import { describeBareError } from '../errors/bareError';
import { classify } from '../errors/classify';
import { withoutEmpty } from '../errors/failure';
import type { JobRecord } from '../jobs/itemLedger';
import type { JobSnapshot } from '../protocols/response/job';
import { readReportedTiming, toJobJson } from '../execution/items';

/** A job's current state under the keys of a success item; a failed job includes its reason. */
export function toSnapshotJson(job: JobRecord, now: number): IDataObject {
	const { snapshot } = job;
	const { submittedAt, completedAt } = readReportedTiming(snapshot);
	const url = snapshot.video?.kind === 'url' ? snapshot.video.url : undefined;
	const { id, status, ...rest } = toJobJson(job, undefined, [], { submittedAt, completedAt }, url);
	return withoutEmpty({
		id,
		status,
		reason: snapshot.status === 'failed' ? getReason(snapshot, now) : undefined,
		...rest,
	});
}

/** Why a job failed, as a failure words it. */
function getReason(snapshot: JobSnapshot, now: number): IDataObject {
	const {
		class: cls,
		code,
		upstreamMessage,
	} = classify({ during: 'job', body: snapshot.error, prompt: snapshot.prompt }, now);
	return withoutEmpty({
		class: cls,
		code,
		message: upstreamMessage ?? describeBareError(snapshot, code),
	});
}
