import type { INodeExecutionData } from 'n8n-workflow';
import type { Route } from '../jobs/context';
import type { JobRecord } from '../jobs/ledger';
import { finish, produce, routeOf, start } from '../jobs/runJob';
import type { ToRequest } from '../jobs/submit';
import { sizeOf } from '../protocols/size';
import type { Failure } from '../errors/failure';
import { jobJson } from '../execution/items';
import type { Outcome } from '../execution/runState';
import { identityOf, loadPicture, pictureSource } from '../transport/picture';
import type { Parameters } from '../execution/parameters';
import { carried } from './carriedFailure';
import { deliver, deliveryOf, orderWarnings, wishOf } from './deliver';
import type { Job, Operation, Site } from '../execution/operation';
import { invalid } from '../errors/invalid';

/** A prompt becomes a finished video. */
export const generate: Operation = (p, item) => carried(p, item.json) ?? generating(p, item);

/** A prompt becomes a job, whose ID comes back at once. */
export const submit: Operation = (p, item) => carried(p, item.json) ?? submitting(p, item);

function generating(p: Parameters, item: INodeExecutionData): Job {
	const order = readOrder(p, item);
	const delivery = deliveryOf(p);
	return {
		...order.task,
		async run(site) {
			const wrong = await order.wrong(site);
			if (wrong) return { failure: wrong };
			const produced = await produce(site.work, order.routes, {
				...wishOf(site.ctx, delivery),
				toRequest: order.toRequest(site),
			});
			const made = 'video' in produced ? produced.video.route : order.routes[0];
			return deliver(site, produced, delivery, made.request, orderWarnings(made));
		},
	};
}

function submitting(p: Parameters, item: INodeExecutionData): Job {
	const order = readOrder(p, item);
	const delivery = deliveryOf(p);
	return {
		...order.task,
		async run(site) {
			const wrong = await order.wrong(site);
			if (wrong) return { failure: wrong };
			const { work } = site;
			try {
				const started = await start(work, order.routes, order.toRequest(site));
				if ('failure' in started) return started;
				const { job } = started;
				const route = routeOf(order.routes, job);
				// Some endpoints answer with the finished video itself: nobody could fetch it later.
				if (job.reading.video?.kind === 'inline')
					return deliver(
						site,
						await finish(work, route, job, wishOf(site.ctx, delivery)),
						delivery,
						route.request,
						orderWarnings(route),
					);
				return submitted(site, route, job);
			} finally {
				work.place.leave();
			}
		},
	};
}

/** A job under way as an item; where the endpoint made the video at once, with its address. */
function submitted({ work, itemIndex }: Site, route: Route, job: JobRecord): Outcome {
	const { video } = job.reading;
	const warnings = orderWarnings(route);
	if (job.unlisted)
		warnings.push(
			"The endpoint made the video at once and named no ID. The ID here is this node's own: the operations on jobs by ID cannot ask for it, so take the video from 'url'",
		);
	const json = jobJson(
		job,
		route.request,
		work.ledger.attempts,
		{ submittedAt: new Date(job.submittedAt).toISOString() },
		video?.kind === 'url' ? video.url : undefined,
	);
	if (warnings.length > 0) json.warnings = warnings;
	return { items: [{ json, pairedItem: { item: itemIndex } }], warnings };
}

interface Order {
	task: Omit<Job, 'run'>;
	/** The channels to try in turn. */
	routes: Route[];
	/** The failure when the input picture cannot be used; asked before anything is sent. */
	wrong(site: Site): Promise<Failure | undefined>;
	/** Writes the request, with the picture loaded for just that moment: a batch may wait long with many of them. */
	toRequest(site: Site): ToRequest;
}

/** Reads the fields of a new video once: what the first try resolves stands. */
function readOrder(p: Parameters, item: INodeExecutionData): Order {
	const channel = p.channel();
	const prompt = p.text('prompt', 'Prompt');
	const duration = p.duration(channel);
	const picture = pictureSource(p.options.inputReference);
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
	const size = sizeOf(routes[0].request.resolution, routes[0].request.orientation);
	return {
		task: {
			identity: routes.map(({ channel: { name }, wire, dialect, request }) => [
				name,
				wire.name,
				dialect,
				request,
				picture && identityOf(item, picture),
			]),
			...p.policy(),
			hints: retryHints(p, routes),
		},
		routes,
		async wrong({ ctx, itemIndex, work }) {
			if (!picture || work.ledger.job) return undefined;
			const loaded = await loadPicture(ctx, itemIndex, picture, size);
			return 'problem' in loaded
				? invalid(loaded.problem, loaded.hint, channel.name, routes[0].request.model)
				: undefined;
		},
		toRequest({ ctx, itemIndex }) {
			return async ({ wire, request, dialect }) => {
				const loaded = picture && (await loadPicture(ctx, itemIndex, picture, size));
				if (loaded && 'problem' in loaded) p.refuse(loaded.problem, loaded.hint);
				return wire.submit({ ...request, inputReference: loaded?.reference }, dialect);
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
