import type { INodeExecutionData } from 'n8n-workflow';
import { toInvalidFailure } from '../errors/messages';
import { JobFailure } from '../errors/jobFailure';
import type { Route } from '../jobs/context';
import type { ToRequest } from '../jobs/submit';
import { toSize } from '../protocols/size';
import { getPictureIdentity, loadPicture, parsePictureSource } from '../transport/picture';
import type { ItemContext, JobTask } from '../execution/operation';
import type { Parameters } from '../execution/parameters';

/** A new video, read from the fields and not sent yet. */
export interface Order {
	task: Omit<JobTask, 'run'>;
	/** The channels to try in turn. */
	routes: Route[];
	/**
	 * Writes the request, with the picture loaded for just that moment: a batch may wait long with many of them.
	 * Throws a `JobFailure`, before anything is sent, where the picture cannot be used.
	 */
	toRequest(item: ItemContext): ToRequest;
}

/** Reads the fields of a new video once: what the first try resolves stands. */
export function readOrder(p: Parameters, item: INodeExecutionData): Order {
	const channel = p.channel();
	const prompt = p.text('prompt', 'Prompt');
	const duration = p.duration(channel);
	const picture = parsePictureSource(p.options.inputReference);
	const routes = [p.route(channel, p.model(channel), prompt, { duration })];
	const fallback = p.fallback();
	if (fallback === channel)
		p.refuse(
			`'Fallback Channel' is ${channel.displayName}, which is the channel itself`,
			'Choose another channel, or none. For another model on the same channel, connect the error output to a second node.',
		);
	if (fallback) {
		const model = String(p.options.fallbackModel ?? '').trim() || fallback.models[0];
		if (!model)
			p.refuse(
				`'Fallback Model' is empty, and ${fallback.displayName} has no model of its own`,
				"Enter a model ID under 'Fallback Model'.",
			);
		routes.push(p.route(fallback, model, prompt, { duration }));
	}
	const size = toSize(routes[0].request.resolution, routes[0].request.orientation);
	return {
		task: {
			identity: routes.map(({ channel: { name }, protocol, dialect, request }) => [
				name,
				protocol.name,
				dialect,
				request,
				picture && getPictureIdentity(item, picture),
			]),
			...p.policy(),
			hints: getRetryHints(p, routes),
		},
		routes,
		toRequest({ ctx, itemIndex }) {
			return async ({ channel: { name }, protocol, request, dialect }) => {
				const loaded = picture && (await loadPicture(ctx, itemIndex, picture, size));
				if (loaded && 'problem' in loaded)
					throw new JobFailure(toInvalidFailure(loaded.problem, loaded.hint, name, request.model));
				return protocol.buildSubmit({ ...request, inputReference: loaded?.reference }, dialect);
			};
		},
	};
}

/** Said before the first refusal, because n8n leaves Retry On Fail off on a new node. */
function getRetryHints(p: Parameters, [{ channel }, ...fallbacks]: Route[]): string[] {
	const [, often] = channel.refusalRate;
	const mended =
		p.ctx.getNode().retryOnFail === true || fallbacks.length > 0 || p.policy().regionResubmits > 0;
	if (often === 0 || mended) return [];
	return [
		`Up to ${Math.round(often * 100)} % of the requests on ${channel.displayName} are refused for their region, at no cost. Turn on Retry On Fail in this node's settings, and they are sent again.`,
	];
}
