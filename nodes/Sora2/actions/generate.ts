import type { INodeExecutionData } from 'n8n-workflow';
import type { Route } from '../jobs/context';
import type { JobRecord } from '../jobs/ledger';
import { finishJob, runJob, findRoute, startJob } from '../jobs/runJob';
import type { ToRequest } from '../jobs/submit';
import { toSize } from '../protocols/size';
import type { Failure } from '../errors/failure';
import { toJobJson } from '../execution/items';
import type { Outcome } from '../execution/runState';
import { getPictureIdentity, loadPicture, parsePictureSource } from '../transport/picture';
import type { Parameters } from '../execution/parameters';
import { settleCarriedFailure } from './carriedFailure';
import { toOutcome, readDelivery, getOrderWarnings, toDeliverySpec } from './deliver';
import type { JobTask, Operation, ItemContext } from '../execution/operation';
import { toInvalidFailure } from '../errors/invalid';

/** A prompt becomes a finished video. */
export const generate: Operation = (p, item) =>
	settleCarriedFailure(p, item.json) ?? generating(p, item);

/** A prompt becomes a job, whose ID comes back at once. */
export const submit: Operation = (p, item) =>
	settleCarriedFailure(p, item.json) ?? submitting(p, item);

function generating(p: Parameters, item: INodeExecutionData): JobTask {
	const order = readOrder(p, item);
	const delivery = readDelivery(p);
	return {
		...order.task,
		async run(site) {
			const wrong = await order.wrong(site);
			if (wrong) return { failure: wrong };
			const produced = await runJob(site.jobContext, order.routes, {
				...toDeliverySpec(site.ctx, delivery),
				toRequest: order.toRequest(site),
			});
			const made = 'video' in produced ? produced.video.route : order.routes[0];
			return toOutcome(site, produced, delivery, made.request, getOrderWarnings(made));
		},
	};
}

function submitting(p: Parameters, item: INodeExecutionData): JobTask {
	const order = readOrder(p, item);
	const delivery = readDelivery(p);
	return {
		...order.task,
		async run(site) {
			const wrong = await order.wrong(site);
			if (wrong) return { failure: wrong };
			const { jobContext } = site;
			try {
				const started = await startJob(jobContext, order.routes, order.toRequest(site));
				if ('failure' in started) return started;
				const { job } = started;
				const route = findRoute(order.routes, job);
				// Some endpoints answer with the finished video itself: nobody could fetch it later.
				if (job.snapshot.video?.kind === 'inline')
					return toOutcome(
						site,
						await finishJob(jobContext, route, job, toDeliverySpec(site.ctx, delivery)),
						delivery,
						route.request,
						getOrderWarnings(route),
					);
				return submitted(site, route, job);
			} finally {
				jobContext.slot.leave();
			}
		},
	};
}

/** A job under way as an item; where the endpoint made the video at once, with its address. */
function submitted({ jobContext, itemIndex }: ItemContext, route: Route, job: JobRecord): Outcome {
	const { video } = job.snapshot;
	const warnings = getOrderWarnings(route);
	if (job.unlisted)
		warnings.push(
			"The endpoint made the video at once and named no ID. The ID here is this node's own: the operations on jobs by ID cannot ask for it, so take the video from 'url'",
		);
	const json = toJobJson(
		job,
		route.request,
		jobContext.ledger.attempts,
		{ submittedAt: new Date(job.submittedAt).toISOString() },
		video?.kind === 'url' ? video.url : undefined,
	);
	if (warnings.length > 0) json.warnings = warnings;
	return { items: [{ json, pairedItem: { item: itemIndex } }], warnings };
}

interface Order {
	task: Omit<JobTask, 'run'>;
	/** The channels to try in turn. */
	routes: Route[];
	/** The failure when the input picture cannot be used; asked before anything is sent. */
	wrong(site: ItemContext): Promise<Failure | undefined>;
	/** Writes the request, with the picture loaded for just that moment: a batch may wait long with many of them. */
	toRequest(site: ItemContext): ToRequest;
}

/** Reads the fields of a new video once: what the first try resolves stands. */
function readOrder(p: Parameters, item: INodeExecutionData): Order {
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
			hints: retryHints(p, routes),
		},
		routes,
		async wrong({ ctx, itemIndex, jobContext }) {
			if (!picture || jobContext.ledger.job) return undefined;
			const loaded = await loadPicture(ctx, itemIndex, picture, size);
			return 'problem' in loaded
				? toInvalidFailure(loaded.problem, loaded.hint, channel.name, routes[0].request.model)
				: undefined;
		},
		toRequest({ ctx, itemIndex }) {
			return async ({ protocol, request, dialect }) => {
				const loaded = picture && (await loadPicture(ctx, itemIndex, picture, size));
				if (loaded && 'problem' in loaded) p.refuse(loaded.problem, loaded.hint);
				return protocol.buildSubmit({ ...request, inputReference: loaded?.reference }, dialect);
			};
		},
	};
}

/** Said before the first refusal, because n8n leaves Retry On Fail off on a new node. */
function retryHints(p: Parameters, [{ channel }, ...fallbacks]: Route[]): string[] {
	const [, often] = channel.refusalRate;
	const mended =
		p.ctx.getNode().retryOnFail === true || fallbacks.length > 0 || p.policy().regionResubmits > 0;
	if (often === 0 || mended) return [];
	return [
		`Up to ${Math.round(often * 100)} % of the requests on ${channel.displayName} are refused for their region, at no cost. Turn on Retry On Fail in this node's settings, and they are sent again.`,
	];
}
