import type { INodeExecutionData } from 'n8n-workflow';
import { toInvalidFailure } from '../errors/messages';
import { JobFailure } from '../errors/jobFailure';
import type { Channel } from '../channels/channel';
import type { Route } from '../jobs/context';
import type { ToRequest } from '../jobs/submit';
import { getReplacedFields, withExtraBody } from '../protocols/extraBody';
import { getSize } from '../protocols/size';
import { getPicturesIdentity, loadPictures } from '../execution/pictures';
import {
	checkSupported,
	readOrderFields,
	toPlaceholders,
	type OrderFields,
} from '../execution/orderFields';
import type { ItemContext, JobTask } from '../execution/operation';
import { checkOrder } from './orderChecks';
import { getOrderWarnings } from './orderWarnings';
import type { Parameters } from '../execution/parameters';

/** A new video, read from the fields but not sent yet. */
export interface Order {
	task: Omit<JobTask, 'run'>;
	/** The channels to try in turn. */
	routes: Route[];
	/** Warnings about an order that was sent over this route. */
	getWarnings(route: Route): string[];
	/**
	 * Builds the request. Pictures are loaded only now, because a batch may hold many of them and
	 * wait long. Throws a `JobFailure`, before anything is sent, if a picture cannot be used.
	 */
	toRequest(item: ItemContext): ToRequest;
}

/** Reads the fields of a new video once, in the first try. */
export function readOrder(p: Parameters, item: INodeExecutionData): Order {
	const channel = p.channel();
	const prompt = p.text('prompt', 'Prompt');
	const fields = readOrderFields(p, channel);
	const request = { ...fields.request, duration: p.duration(channel) };
	const routes = [p.route(channel, p.model(channel), prompt, request)];
	const fallback = readFallback(p, channel);
	if (fallback) routes.push(p.route(fallback.channel, fallback.model, prompt, request));
	for (const route of routes) checkSupported(p, route, fields.pictures);
	const { pictures, extraBody } = fields;
	const replaced = listReplacedFields(routes[0], fields);
	const isOverridden = [...replaced, ...Object.keys(extraBody ?? {})].some((name) =>
		PRICED_FIELDS.test(name),
	);
	const warnings = new Set<string>();
	if (replaced.length > 0)
		warnings.add(
			`'Extra Body Fields (JSON)' replaces these fields of the form: ${replaced.join(', ')}`,
		);
	const declared = !isOverridden ? routes[0].channel.price(routes[0].request) : undefined;
	const load = async ({ ctx, itemIndex }: ItemContext, { protocol, request }: Route) =>
		await loadPictures(
			ctx,
			itemIndex,
			pictures,
			protocol.hasExactPictures ? getSize(request) : undefined,
		);
	return {
		task: {
			identity: [
				...routes.map(({ channel: { name }, protocol, dialect, request }) => [
					name,
					protocol.name,
					dialect,
					request,
				]),
				getPicturesIdentity(item, pictures),
				extraBody,
			],
			routes,
			...p.policy(),
			priceUsd: declared && (declared.usdMax ?? declared.usd),
		},
		routes,
		getWarnings: (route) => [...warnings, ...getOrderWarnings(route)],
		toRequest(at) {
			return async (route) => {
				const loaded = await load(at, route);
				if ('problem' in loaded)
					throw new JobFailure(
						toInvalidFailure(loaded.problem, loaded.hint, route.channel.name, route.request.model),
					);
				const request = { ...route.request, ...loaded.pictures };
				for (const warning of await checkOrder(at, route, request, isOverridden))
					warnings.add(warning);
				return withExtraBody(route.protocol.buildSubmit(request, route.dialect), extraBody);
			};
		},
	};
}

function readFallback(
	p: Parameters,
	channel: Channel,
): { channel: Channel; model: string } | undefined {
	const fallback = p.fallback();
	if (!fallback) return undefined;
	if (fallback === channel)
		p.refuse(
			`'Fallback Channel' is ${channel.displayName}, which is the channel itself`,
			'Choose another channel, or none. For another model on the same channel, connect the error output to a second node.',
		);
	const model = p.optionalText(p.options.fallbackModel, 'Fallback Model') || fallback.models[0];
	if (!model)
		p.refuse(
			`'Fallback Model' is empty, and ${fallback.displayName} has no default model`,
			"Enter a model ID under 'Fallback Model'.",
		);
	return { channel: fallback, model };
}

/** Body fields that affect the price, or that a model may not take. */
const PRICED_FIELDS =
	/(^|\.)(n|seconds|duration\w*|size|width|height|resolution|\w*ratio|\w*audio)$/i;

/** Returns the fields of the form that the user's extra fields override. */
function listReplacedFields({ protocol, request, dialect }: Route, fields: OrderFields): string[] {
	const { pictures, extraBody } = fields;
	const body = protocol.buildSubmit({ ...request, ...toPlaceholders(pictures) }, dialect);
	return getReplacedFields(body, extraBody);
}
