import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sameOrigin } from '../jobs/query';
import type { Route } from '../jobs/context';
import type { JobRecord } from '../jobs/ledger';
import type { Download } from '../jobs/download';
import type { Produced, Video, Wish } from '../jobs/runJob';
import type { Variant } from '../protocols/protocol';
import { safeName, storeFile } from '../transport/binaryStore';
import { videoBinary, videoJson, type Ordered } from '../execution/items';
import type { Outcome } from '../execution/runState';
import type { Parameters } from '../execution/parameters';
import { isTool } from '../execution/tool';
import type { Site } from '../execution/operation';

/** How a finished video is to be handed over: the options every delivering operation shares. */
export interface Delivery {
	returnAs: 'binary' | 'url';
	outputField: string;
	extras: Variant[];
}

export function deliveryOf(p: Parameters): Delivery {
	const { returnAs, variants } = p.options;
	const list = Array.isArray(variants)
		? variants
		: typeof variants === 'string' && variants
			? variants.split(',').map((v) => v.trim())
			: [];
	return {
		returnAs: returnAs ? p.oneOf(returnAs, 'Return As', ['binary', 'url']) : 'binary',
		outputField: p.outputField(),
		extras: list.map((v) => p.oneOf(v, 'Variants', ['thumbnail', 'spritesheet'])),
	};
}

/** What the job has to bring for this delivery. */
export function wishOf(ctx: IExecuteFunctions, { returnAs, extras }: Delivery): Wish<IBinaryData> {
	return {
		variants: returnAs === 'url' ? [] : ['video', ...extras],
		store: async (file: Download, variant: Variant, job: JobRecord) =>
			await storeFile(ctx, file, safeName(job.id) + (variant === 'video' ? '' : `_${variant}`)),
	};
}

/** A produced video as the item's outcome, with what the user should know. */
export function deliver(
	{ ctx, work, itemIndex }: Site,
	produced: Produced<IBinaryData>,
	delivery: Delivery,
	ordered: Ordered | undefined,
	warnings: string[],
): Outcome {
	if ('failure' in produced)
		return work.ledger.said
			? {
					items: [{ json: work.ledger.said as IDataObject, pairedItem: { item: itemIndex } }],
					warnings: [],
				}
			: produced;
	const { video } = produced;
	const link = linkOf(video, work.endpoint.baseUrl);
	const told = [...warnings, ...warningsOf(video, delivery, link.keyed)];
	const json = videoJson(
		video,
		ordered,
		work.ledger.attempts,
		delivery.returnAs === 'url' || !link.keyed ? link.url : undefined,
	);
	if (told.length > 0) json.warnings = told;
	if (video.job.inAnswer && isTool(ctx)) work.ledger.said = json;
	const binary = videoBinary(video.files, delivery.outputField);
	const item: INodeExecutionData = {
		json,
		...(binary && { binary }),
		pairedItem: { item: itemIndex },
	};
	return { items: [item], warnings: told };
}

/** Where the video can be fetched, and whether that takes the API key. */
function linkOf({ job, route }: Video<unknown>, baseUrl: string): { url?: string; keyed: boolean } {
	const { video } = job.reading;
	if (video?.kind === 'inline') return { keyed: true };
	if (video?.kind !== 'url')
		return { url: baseUrl + route.wire.content(job.id, 'video').path, keyed: true };
	return {
		url: URL.canParse(video.url, baseUrl) ? new URL(video.url, baseUrl).href : undefined,
		keyed: sameOrigin(video.url, baseUrl) !== undefined && /\/content\b/.test(video.url),
	};
}

function warningsOf(
	{ job, missing }: Video<unknown>,
	{ returnAs }: Delivery,
	keyed: boolean,
): string[] {
	const { reading, model } = job;
	const warnings: string[] = [];
	if (model && reading.model && reading.model !== model)
		warnings.push(
			`The endpoint reports the model '${reading.model}' where '${model}' was asked for`,
		);
	for (const variant of missing) warnings.push(`The endpoint has no ${variant} of this video`);
	if (returnAs === 'url') {
		if (keyed) warnings.push('The URL opens only with the API key of this credential');
		warnings.push(
			reading.expiresAt
				? `The URL expires at ${new Date(reading.expiresAt).toISOString()}`
				: 'The URL expires; endpoints keep a video from an hour to a few days',
		);
	}
	return warnings;
}

/** What a channel is known not to sell is said, not refused: the endpoint has the last word. */
export function orderWarnings({ channel, request }: Route): string[] {
	const { model, duration, resolution } = request;
	const warnings: string[] = [];
	const durations = channel.durations(model);
	if (durations && !durations.includes(duration))
		warnings.push(
			`${channel.displayName} is not known to sell ${duration} s of ${model}; it sells ${durations.join(', ')} s`,
		);
	const resolutions = channel.resolutions(model);
	if (resolutions && !resolutions.includes(resolution))
		warnings.push(
			`${channel.displayName} is not known to sell ${resolution} of ${model}; it sells ${resolutions.join(', ')}`,
		);
	return warnings;
}
