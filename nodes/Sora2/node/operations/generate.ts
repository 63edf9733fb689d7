import type { Route } from '../../jobs/context';
import { produce, start } from '../../jobs/produce';
import { sizeOf } from '../../wire/size';
import type { InputReference } from '../../wire/wire';
import { carriedFailure, type Failure } from '../../failures/failure';
import { jobJson } from '../items';
import { loadPicture, pictureSource, type PictureSource } from '../picture';
import type { Parameters } from '../parameters';
import { deliver, deliveryOf, orderWarnings, wishOf } from './deliver';
import type { Operation, Site, Task } from './operation';
import { invalid } from './invalid';

/** A prompt becomes a finished video. */
export const generate: Operation = (p, item) => {
	const order = readOrder(p);
	const delivery = deliveryOf(p);
	return {
		...order.task,
		carried: carried(p, item.json),
		async run(site) {
			const routes = await order.routes(site);
			if (!Array.isArray(routes)) return { failure: routes };
			const produced = await produce(site.work, routes, wishOf(site.ctx, delivery));
			const made = 'video' in produced ? produced.video.route : routes[0];
			return deliver(site, produced, delivery, made.request, orderWarnings(made));
		},
	};
};

/** A prompt becomes a job, whose ID comes back at once. */
export const submit: Operation = (p, item) => {
	const order = readOrder(p);
	return {
		...order.task,
		carried: carried(p, item.json),
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
};

interface Order {
	task: Pick<Task, 'identity' | 'timeoutMs' | 'regionResubmits' | 'resubmitWhenUnknown'>;
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
		const model = String(p.options.fallbackModel ?? '').trim() || fallback.defaultModel;
		if (!model) p.refuse(`'Fallback Model' is empty, and ${fallback.displayName} has no model of its own`, "Enter a model ID under 'Fallback Model'.");
		routes.push(p.route(fallback, model, prompt, { duration }));
	}
	const regionResubmits = Number(p.options.regionResubmits ?? 0);
	return {
		task: {
			identity: routes.map(({ channel: { name }, wire, dialect, request }) => [name, wire.name, dialect, request, picture]),
			timeoutMs: p.timeoutMs(),
			regionResubmits: Number.isFinite(regionResubmits) ? Math.min(10, Math.max(0, Math.floor(regionResubmits))) : 0,
			resubmitWhenUnknown: p.options.resubmitWhenUnknown === true,
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

/** A failure an earlier node of this package put on the item that says: do not send this again. */
export function carried(p: Parameters, json: Record<string, unknown>): Failure | undefined {
	const failure = p.options.generateFailed === true ? undefined : carriedFailure(json);
	return failure?.failover === false ? failure : undefined;
}
