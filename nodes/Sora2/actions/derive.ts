import { runJob } from '../jobs/runJob';
import type { Route } from '../jobs/context';
import type { JobSnapshot } from '../protocols/response/job';
import { toResolution } from '../protocols/size';
import type { Derivation } from '../protocols/protocol';
import type { OrderedVideo } from '../execution/items';
import type { Parameters } from '../execution/parameters';
import { settleCarriedFailure } from './carriedFailure';
import { toOutcome, readDelivery, toDeliverySpec } from './deliver';
import { toInvalidFailure } from '../errors/invalid';
import type { Operation, ItemTask } from '../execution/operation';

/** A finished video made again with a change, as a new video. */
export const remix = rework('remix');
/** A part of a finished video changed, as a new video. */
export const edit = rework('edit');
/** A finished video continued, as a new video. */
export const extend = rework('extend');

function rework(kind: Derivation): Operation {
	return (p, { json }) => settleCarriedFailure(p, json) ?? reworking(p, kind);
}

/** A new, paid job made from a finished one: submitted, kept and delivered like any other. */
function reworking(p: Parameters, kind: Derivation): ItemTask {
	const channel = p.channel();
	const id = p.text('videoId', 'Video ID');
	const prompt = p.text('prompt', 'Prompt');
	const duration = kind === 'extend' ? p.duration(channel) : undefined;
	const route = p.route(channel, '', prompt, { duration });
	const write = route.protocol.derive?.[kind];
	if (!write) {
		const hint =
			"Choose the channel 'OpenAI-Compatible Endpoint', or set the option 'API Style' to 'Videos' where this endpoint has OpenAI's paths.";
		return {
			settled: {
				failure: toInvalidFailure(
					`${channel.displayName} has no way to ${kind} a video`,
					hint,
					channel.name,
				),
			},
		};
	}
	const delivery = readDelivery(p);
	return {
		identity: [kind, channel.name, route.protocol.name, route.dialect, id, prompt, duration],
		...p.policy(),
		async run(site) {
			const wish = {
				...toDeliverySpec(site.ctx, delivery),
				toRequest: ({ dialect }: Route) => write(id, prompt, duration, dialect),
			};
			const produced = await runJob(site.jobContext, [route], wish);
			return toOutcome(
				site,
				produced,
				delivery,
				'video' in produced ? orderedOf(produced.video.job.snapshot, duration) : undefined,
				[],
			);
		},
	};
}

/** What was ordered, as far as the endpoint says: length and size are the source's, not this node's. */
function orderedOf(
	{ seconds, size }: JobSnapshot,
	duration: number | undefined,
): OrderedVideo | undefined {
	const length = duration ?? seconds;
	const resolution = toResolution(size);
	return length !== undefined && resolution ? { duration: length, resolution } : undefined;
}
