import type { Route } from '../../jobs/context';
import { produce, start } from '../../jobs/produce';
import { sizeOf } from '../../wire/size';
import type { InputReference } from '../../wire/wire';
import type { Failure } from '../../failures/failure';
import { jobJson } from '../items';
import { loadPicture, pictureSource, type PictureSource } from '../picture';
import type { Parameters } from '../parameters';
import { carried } from './carried';
import { deliver, deliveryOf, orderWarnings, wishOf } from './deliver';
import type { Job, Operation, Site } from './operation';
import { invalid } from './invalid';

/** A prompt becomes a finished video. */
export const generate: Operation = (p, { json }) => carried(p, json) ?? generating(p);

/** A prompt becomes a job, whose ID comes back at once. */
export const submit: Operation = (p, { json }) => carried(p, json) ?? submitting(p);

function generating(p: Parameters): Job {
	const order = readOrder(p);
	const delivery = deliveryOf(p);
	return {
		...order.task,
		async run(site) {
			const routes = await order.routes(site);
			if (!Array.isArray(routes)) return { failure: routes };
			const produced = await produce(site.work, routes, wishOf(site.ctx, delivery));
			const made = 'video' in produced ? produced.video.route : routes[0];
			return deliver(site, produced, delivery, made.request, orderWarnings(made));
		},
	};
}

function submitting(p: Parameters): Job {
	const order = readOrder(p);
	return {
		...order.task,
		async run({ work, itemIndex, ...site }) {
			const routes = await order.routes({ work, itemIndex, ...site });
			if (!Array.isArray(routes)) return { failure: routes };
			const started = await start(work, routes);
			work.place.leave();
			if ('failure' in started) return started;
			const { job } = started;
			const route = routes.find((r) => r.channel.name === job.channel) ?? routes[0];
			const warnings = orderWarnings(route);
			const json = jobJson(job, route.request, work.ledger.attempts, { submittedAt: new Date(job.submittedAt).toISOString() });
			if (warnings.length > 0) json.warnings = warnings;
			return { items: [{ json, pairedItem: { item: itemIndex } }], warnings };
		},
	};
}

interface Order {
	task: Omit<Job, 'run'>;
	/** The channels to try in turn, with the input picture loaded; a failure when that cannot be used. */
	routes(site: Site): Promise<Route[] | Failure>;
}

/** Reads the fields of a new video once: what the first try resolves stands. */
function readOrder(p: Parameters): Order {
	const channel = p.channel();
	const prompt = p.text('prompt', 'Prompt');
	const duration = p.duration(channel);
	const picture = pictureSource(p.options.inputReference);
	const routes = [p.route(channel, p.model(channel), prompt, { duration })];
	const fallback = p.fallback();
	if (fallback && fallback !== channel) {
		const model = String(p.options.fallbackModel ?? '').trim() || fallback.models[0];
		if (!model) p.refuse(`'Fallback Model' is empty, and ${fallback.displayName} has no model of its own`, "Enter a model ID under 'Fallback Model'.");
		routes.push(p.route(fallback, model, prompt, { duration }));
	}
	return {
		task: {
			identity: routes.map(({ channel: { name }, wire, dialect, request }) => [name, wire.name, dialect, request, picture]),
			...p.policy(),
			hints: retryHints(p, routes),
		},
		async routes(site) {
			if (!picture || site.work.ledger.job) return routes;
			const loaded = await load(site, picture, routes[0]);
			if ('message' in loaded) return loaded;
			return routes.map((route) => ({ ...route, request: { ...route.request, inputReference: loaded } }));
		},
	};
}

async function load({ ctx, itemIndex }: Site, picture: PictureSource, { channel, request }: Route): Promise<InputReference | Failure> {
	const loaded = await loadPicture(ctx, itemIndex, picture, sizeOf(request.resolution, request.orientation));
	return 'reference' in loaded ? loaded.reference : invalid(loaded.problem, loaded.hint, channel.name, request.model);
}

/** Said before the first refusal, because n8n leaves Retry On Fail off on a new node. */
function retryHints(p: Parameters, [{ channel }, ...fallbacks]: Route[]): string[] {
	const [, often] = channel.refusalRate;
	const mended = p.ctx.getNode().retryOnFail === true || fallbacks.length > 0 || p.policy().regionResubmits > 0;
	if (often === 0 || mended) return [];
	return [`Up to ${Math.round(often * 100)} % of the requests on ${channel.displayName} are refused for their region, at no cost. Turn on Retry On Fail in this node's settings, and they are sent again.`];
}
