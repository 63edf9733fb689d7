import { produce } from '../jobs/runJob';
import type { Route } from '../jobs/context';
import type { JobReading } from '../protocols/response/job';
import { resolutionOf } from '../protocols/size';
import type { Rework } from '../protocols/protocol';
import type { Ordered } from '../execution/items';
import type { Parameters } from '../execution/parameters';
import { carried } from './carriedFailure';
import { deliver, deliveryOf, wishOf } from './deliver';
import { invalid } from '../errors/invalid';
import type { Operation, Task } from '../execution/operation';

/** A finished video made again with a change, as a new video. */
export const remix = rework('remix');
/** A part of a finished video changed, as a new video. */
export const edit = rework('edit');
/** A finished video continued, as a new video. */
export const extend = rework('extend');

function rework(kind: Rework): Operation {
	return (p, { json }) => carried(p, json) ?? reworking(p, kind);
}

/** A new, paid job made from a finished one: submitted, kept and delivered like any other. */
function reworking(p: Parameters, kind: Rework): Task {
	const channel = p.channel();
	const id = p.text('videoId', 'Video ID');
	const prompt = p.text('prompt', 'Prompt');
	const duration = kind === 'extend' ? p.duration(channel) : undefined;
	const route = p.route(channel, '', prompt, { duration });
	const write = route.wire.rework?.[kind];
	if (!write) {
		const hint =
			"Choose the channel 'OpenAI-Compatible Endpoint', or set the option 'API Style' to 'Videos' where this endpoint has OpenAI's paths.";
		return {
			settled: {
				failure: invalid(
					`${channel.displayName} has no way to ${kind} a video`,
					hint,
					channel.name,
				),
			},
		};
	}
	const delivery = deliveryOf(p);
	return {
		identity: [kind, channel.name, route.wire.name, route.dialect, id, prompt, duration],
		...p.policy(),
		async run(site) {
			const wish = {
				...wishOf(site.ctx, delivery),
				toRequest: ({ dialect }: Route) => write(id, prompt, duration, dialect),
			};
			const produced = await produce(site.work, [route], wish);
			return deliver(
				site,
				produced,
				delivery,
				'video' in produced ? orderedOf(produced.video.job.reading, duration) : undefined,
				[],
			);
		},
	};
}

/** What was ordered, as far as the endpoint says: length and size are the source's, not this node's. */
function orderedOf(
	{ seconds, size }: JobReading,
	duration: number | undefined,
): Ordered | undefined {
	const length = duration ?? seconds;
	const resolution = resolutionOf(size);
	return length !== undefined && resolution ? { duration: length, resolution } : undefined;
}
