import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Price } from '../channels/channel';
import { CHANNELS } from '../channels';
import { withoutEmpty, type Attempt, type Failure } from '../errors/failure';
import type { Route } from '../jobs/context';
import type { JobRecord } from '../jobs/itemLedger';
import type { Video } from '../jobs/runJob';
import type { JobSnapshot } from '../protocols/response/job';
import { toIsoDate } from '../protocols/response/values';
import { getSize } from '../protocols/size';
import { unlessAuto } from '../protocols/body';
import type { Variant } from '../protocols/protocol';

/** The parts of a request that appear on its item. Undefined if the job is only known by its ID. */
export type OrderedVideo = Pick<
	Route['request'],
	'duration' | 'resolution' | 'aspectRatio' | 'size'
> & { prompt?: string };

/** The cost of a job: what the endpoint reports, else the channel's price for what was ordered. */
function getCost(
	channel: string,
	model: string | undefined,
	reading: JobSnapshot,
	ordered: OrderedVideo | undefined,
): Price | undefined {
	if (reading.usd !== undefined) return { usd: reading.usd, basis: 'as reported by the endpoint' };
	const known = CHANNELS[channel as keyof typeof CHANNELS];
	const orderedModel = model ?? reading.model;
	return ordered && orderedModel ? known?.price({ model: orderedModel, ...ordered }) : undefined;
}

/** The status of a job as items spell it. */
export function toStatus({ status }: JobSnapshot): string {
	return status === 'running' ? 'in_progress' : (status ?? 'queued');
}

/** Everything known about a job, in the order and under the names that users' workflows rely on. */
export function toJobJson(
	job: JobRecord,
	ordered: OrderedVideo | undefined,
	attempts: Attempt[],
	timing: IDataObject,
	url?: string,
): IDataObject {
	const { snapshot, channel, model } = job;
	const cost = getCost(channel, model, snapshot, ordered);
	return withoutEmpty({
		id: job.id,
		status: toStatus(snapshot),
		progress: snapshot.status === 'completed' ? undefined : snapshot.progress,
		channel,
		model,
		reportedModel: snapshot.model,
		prompt: ordered?.prompt ?? snapshot.prompt,
		duration: ordered?.duration ?? snapshot.seconds,
		resolution: ordered && unlessAuto(ordered.resolution),
		size: snapshot.size ?? (ordered && getSize(ordered)),
		expiresAt: toIsoDate(snapshot.expiresAt),
		url,
		cost: cost as IDataObject | undefined,
		attempts: attempts.length > 0 ? attempts.map((a) => withCost(a, cost)) : undefined,
		timing: Object.keys(withoutEmpty(timing)).length > 0 ? withoutEmpty(timing) : undefined,
	}) as IDataObject;
}

/** The attempt that produced the video costs what the video costs. */
function withCost(attempt: Attempt, cost: Price | undefined): IDataObject {
	return withoutEmpty({
		...attempt,
		usd: attempt.outcome === 'completed' ? cost?.usd : attempt.usd,
	});
}

/** When a job started and finished by the endpoint's own clock, if it says so. */
export function readReportedTiming({ createdAt, completedAt }: JobSnapshot): IDataObject {
	const renderMs =
		createdAt !== undefined && completedAt !== undefined && completedAt > createdAt
			? completedAt - createdAt
			: undefined;
	return {
		submittedAt: toIsoDate(createdAt),
		completedAt: toIsoDate(completedAt),
		renderSeconds: renderMs && Math.round(renderMs / 100) / 10,
	};
}

/**
 * Builds the JSON of a finished video.
 * @param ordered what was ordered, if this run knows
 */
export function toVideoJson(
	video: Video<IBinaryData>,
	ordered: OrderedVideo | undefined,
	attempts: Attempt[],
	url?: string,
): IDataObject {
	const { job, finishedAt } = video;
	const { createdAt, completedAt } = job.snapshot;
	// This run did not see when a job named by its ID was ordered and finished.
	if (job.origin === 'named')
		return toJobJson(job, ordered, attempts, readReportedTiming(job.snapshot), url);
	// The endpoint's two timestamps measure the rendering; ours include the delay until a poll
	// noticed the end.
	const renderMs =
		createdAt !== undefined && completedAt !== undefined && completedAt > createdAt
			? completedAt - createdAt
			: finishedAt - job.submittedAt;
	return toJobJson(
		job,
		ordered,
		attempts,
		{
			submittedAt: toIsoDate(
				createdAt !== undefined && job.submittedAt > finishedAt ? createdAt : job.submittedAt,
			),
			// The endpoint's clock counts whole seconds and may be off: outside the job's own span, our
			// time is more reliable.
			completedAt: toIsoDate(
				completedAt !== undefined && completedAt >= job.submittedAt && completedAt <= finishedAt
					? completedAt
					: finishedAt,
			),
			renderSeconds: Math.round(renderMs / 100) / 10,
		},
		url,
	);
}

/**
 * The binary part of a video's item: the video under `field`, extras under `field_thumbnail` and so
 * on.
 */
export function toVideoBinary(
	files: Partial<Record<Variant, IBinaryData>>,
	field: string,
): INodeExecutionData['binary'] {
	const entries = (Object.entries(files) as Array<[Variant, IBinaryData]>).map(
		([variant, data]) => [variant === 'video' ? field : `${field}_${variant}`, data],
	);
	return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

type Pairing = NonNullable<INodeExecutionData['pairedItem']>;

/**
 * Returns an item's pairing. Before n8n sends a failure to the error output it looks up the paired
 * input item, and if that throws, it runs the whole node again (n8n issue 37407). So the same
 * lookup is made here first; if it throws, the item gets a bare number, which n8n does not look up.
 */
function getPairing(ctx: IExecuteFunctions, itemIndex: number): Pairing {
	let source: { previousNode: string };
	try {
		source = ctx.getInputSourceData();
	} catch {
		// Without a source n8n makes no lookup.
		return { item: itemIndex };
	}
	try {
		const proxy = ctx.getWorkflowDataProxy(0) as unknown as {
			$getPairedItem(node: string, source: unknown, item: Pairing): unknown;
		};
		proxy.$getPairedItem(source.previousNode, source, { item: itemIndex });
		return { item: itemIndex };
	} catch {
		return itemIndex;
	}
}

/**
 * Builds a failure item. `error` is its only key: with any other, n8n would send it to the success
 * branch. The input's binary data is included, so that a second node can start from the same
 * picture.
 */
export function toFailureItem(
	ctx: IExecuteFunctions,
	failure: Failure,
	itemIndex: number,
): INodeExecutionData {
	const { binary } = ctx.getInputData()[itemIndex] ?? {};
	return {
		json: { error: failure as unknown as IDataObject },
		...(binary && { binary }),
		pairedItem: getPairing(ctx, itemIndex),
	};
}
