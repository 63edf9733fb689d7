import { runJob } from '../jobs/runJob';
import type { Route } from '../jobs/context';
import type { JobSnapshot } from '../protocols/response/job';
import { toResolution } from '../protocols/size';
import type { Derivation } from '../protocols/protocol';
import type { OrderedVideo } from '../execution/items';
import type { Parameters } from '../execution/parameters';
import { settleCarriedFailure } from './carriedFailure';
import { toItemOutput, readDelivery, toDeliverySpec } from './delivery';
import { toInvalidFailure } from '../errors/messages';
import type { ItemTask, Operation } from '../execution/operation';

/** A new, paid job made from a finished one: submitted, kept and delivered like any other. */
export function derive(kind: Derivation): Operation {
	return (p, { json }) => settleCarriedFailure(p, json) ?? toDeriveTask(p, kind);
}

function toDeriveTask(p: Parameters, kind: Derivation): ItemTask {
	const channel = p.channel();
	const id = p.text('videoId', 'Video ID');
	const prompt = p.text('prompt', 'Prompt');
	const duration = kind === 'extend' ? p.duration(channel) : undefined;
	const route = p.route(channel, '', prompt, { duration });
	const build = route.protocol.derive?.[kind];
	if (!build) {
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
		async run(item) {
			const spec = {
				...toDeliverySpec(item.ctx, delivery),
				toRequest: ({ dialect }: Route) => build(id, prompt, duration, dialect),
			};
			const video = await runJob(item.jobContext, [route], spec);
			const ordered = getOrdered(video.job.snapshot, duration);
			return toItemOutput(item, video, delivery, ordered, []);
		},
	};
}

/** What was ordered, as far as the endpoint says: length and size are the source's, not this node's. */
function getOrdered(
	{ seconds, size }: JobSnapshot,
	duration: number | undefined,
): OrderedVideo | undefined {
	const length = duration ?? seconds;
	const resolution = toResolution(size);
	return length !== undefined && resolution ? { duration: length, resolution } : undefined;
}
