import { hasApiStyles } from '../channels';
import { queryJob } from '../jobs/query';
import { JobFailure } from '../errors/jobFailure';
import { runJob } from '../jobs/runJob';
import type { Route } from '../jobs/context';
import type { JobSnapshot } from '../protocols/response/job';
import { toResolution } from '../protocols/size';
import type { Derivation } from '../protocols/protocol';
import type { OrderedVideo } from '../execution/items';
import type { Parameters } from '../execution/parameters';
import { reserveCost } from './orderChecks';
import { settleCarriedFailure } from './carriedFailure';
import { toItemOutput, readDelivery, toDeliverySpec } from './delivery';
import { toInvalidFailure } from '../errors/messages';
import type { ItemContext, ItemTask, Operation } from '../execution/operation';

/**
 * Orders a new, paid job from a finished one; it is submitted, stored and delivered like any other.
 */
export function derive(kind: Derivation): Operation {
	return (p, { json }) => settleCarriedFailure(p, json) ?? toDeriveTask(p, kind);
}

function toDeriveTask(p: Parameters, kind: Derivation): ItemTask {
	const channel = p.channel();
	const id = p.videoId();
	const prompt = p.text('prompt', 'Prompt');
	const duration = kind === 'extend' ? p.duration(channel) : undefined;
	// OpenAI's endpoints reuse the source's model and do not accept one.
	const withoutModel = p.route(channel, '', prompt, { duration });
	const route = withoutModel.protocol.derivesWithModel
		? p.route(channel, p.model(channel), prompt, { duration })
		: withoutModel;
	const build = route.protocol.derive?.[kind];
	if (!build) {
		const orStyle = hasApiStyles(channel)
			? ", or set the option 'API Style' to 'Videos' if this endpoint has OpenAI's paths"
			: '';
		const hint = `Choose a channel that can, such as 'OpenAI-Compatible Endpoint'${orStyle}.`;
		return {
			settled: {
				failure: toInvalidFailure(
					`${channel.displayName} cannot ${kind} videos`,
					hint,
					channel.name,
				),
			},
		};
	}
	const delivery = readDelivery(p);
	return {
		identity: [kind, channel.name, route.protocol.name, route.dialect, id, prompt, duration],
		routes: [route],
		...p.policy(),
		async run(item) {
			const warnings = new Set<string>();
			const spec = {
				...toDeliverySpec(item.ctx, delivery),
				async toRequest({ dialect, request: { model } }: Route) {
					for (const warning of reserveCost(item, route, undefined)) warnings.add(warning);
					const url = route.protocol.derivesFromUrl
						? await getVideoUrl(item, route, id)
						: undefined;
					return build({ id, url }, { model, prompt, duration }, dialect);
				},
			};
			const video = await runJob(item.jobContext, [route], spec);
			const ordered = getOrdered(video.job.snapshot, prompt, duration);
			return toItemOutput(item, video, delivery, ordered, [...warnings]);
		},
	};
}

/**
 * What was ordered, as far as the endpoint reports it: length and size come from the source, not
 * from this node.
 */
function getOrdered(
	{ seconds, size }: JobSnapshot,
	prompt: string,
	duration: number | undefined,
): OrderedVideo | undefined {
	const length = duration ?? seconds;
	const resolution = toResolution(size);
	return length !== undefined && resolution
		? { prompt, duration: length, resolution, aspectRatio: 'auto' }
		: undefined;
}

/**
 * Returns the URL of the source video: the ID itself if it is a URL, else the one its job names.
 * Throws a `JobFailure`, before anything is sent, if there is none.
 */
async function getVideoUrl(
	{ jobContext }: ItemContext,
	{ channel, protocol }: Route,
	id: string,
): Promise<string> {
	if (/^https:\/\//i.test(id)) return id;
	const found = await queryJob(jobContext, protocol, id);
	const video = 'value' in found ? found.value.video : undefined;
	if (video?.kind === 'url') return video.url;
	throw new JobFailure(
		toInvalidFailure(
			`${channel.displayName} has no finished video with the ID '${id}'`,
			"Check 'Video ID' with the operation 'Get', or enter the video's URL there.",
			channel.name,
		),
	);
}
