import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { toSameOriginUrl } from '../jobs/query';
import type { JobRecord } from '../jobs/itemLedger';
import type { Download } from '../jobs/download';
import type { Video, DeliverySpec } from '../jobs/runJob';
import type { Variant } from '../protocols/protocol';
import { toIsoDate } from '../protocols/response/values';
import { toSafeName, storeFile } from '../transport/binaryStore';
import { toVideoBinary, toVideoJson, type OrderedVideo } from '../execution/items';
import type { Parameters } from '../execution/parameters';
import { isTool } from '../execution/tool';
import { toOutput, type ItemContext, type ItemOutput } from '../execution/operation';

/** How a finished video is delivered: the options that all delivering operations share. */
export interface Delivery {
	returnAs: 'binary' | 'url';
	outputField: string;
	extras: Variant[];
}

export function readDelivery(p: Parameters): Delivery {
	const { returnAs, variants } = p.options;
	const list = Array.isArray(variants)
		? variants
		: p.optionalText(variants, 'Variants').split(',').filter(Boolean);
	return {
		returnAs: p.optionalOneOf(returnAs, 'Return As', ['binary', 'url']) ?? 'binary',
		outputField: p.outputField(),
		extras: [
			...new Set(list.map((v) => p.oneOf<Variant>(v, 'Variants', ['thumbnail', 'spritesheet']))),
		],
	};
}

/** Returns what the job has to fetch for this delivery. */
export function toDeliverySpec(
	ctx: IExecuteFunctions,
	{ returnAs, extras }: Delivery,
): DeliverySpec<IBinaryData> {
	return {
		variants: returnAs === 'url' ? [] : ['video', ...extras],
		store: async (file: Download, variant: Variant, job: JobRecord) =>
			await storeFile(ctx, file, toSafeName(job.id) + (variant === 'video' ? '' : `_${variant}`)),
	};
}

/** Builds the item of a finished video, with its warnings. */
export function toItemOutput(
	{ ctx, jobContext, itemIndex }: Omit<ItemContext, 'spending'>,
	video: Video<IBinaryData>,
	delivery: Delivery,
	ordered: OrderedVideo | undefined,
	warnings: string[],
): ItemOutput {
	const link = getLink(video, jobContext.endpoint.baseUrl);
	const allWarnings = [...warnings, ...getDeliveryWarnings(video, delivery, link.keyed)];
	const json = toVideoJson(
		video,
		ordered,
		jobContext.ledger.attempts,
		delivery.returnAs === 'url' || !link.keyed ? link.url : undefined,
	);
	if (allWarnings.length > 0) json.warnings = allWarnings;
	if (video.job.videoAt === 'answer' && isTool(ctx)) jobContext.ledger.lastItem = json;
	const binary = toVideoBinary(video.files, delivery.outputField);
	return { ...toOutput(itemIndex, json, binary), warnings: allWarnings };
}

/** Returns where the video can be fetched, and whether that requires the API key. */
function getLink(
	{ job, route }: Video<unknown>,
	baseUrl: string,
): { url?: string; keyed: boolean } {
	const { video } = job.snapshot;
	if (video?.kind === 'inline') return { keyed: true };
	if (video?.kind !== 'url')
		return { url: baseUrl + route.protocol.buildContent(job.id, 'video').path, keyed: true };
	return {
		url: URL.canParse(video.url, baseUrl) ? new URL(video.url, baseUrl).href : undefined,
		keyed: toSameOriginUrl(video.url, baseUrl) !== undefined && /\/content\b/.test(video.url),
	};
}

function getDeliveryWarnings(
	{ job, missing }: Video<unknown>,
	{ returnAs }: Delivery,
	keyed: boolean,
): string[] {
	const { snapshot, model } = job;
	const warnings: string[] = [];
	if (model && snapshot.model && snapshot.model !== model)
		warnings.push(`The endpoint reports the model '${snapshot.model}' but '${model}' was ordered`);
	if (job.isShared)
		warnings.push(
			`The endpoint gave this order the ID of another one, ${job.id}: both have the same video, and both may be charged`,
		);
	for (const variant of missing) warnings.push(`The endpoint has no ${variant} of this video`);
	if (returnAs === 'url' && snapshot.video?.kind === 'inline')
		warnings.push(
			'The endpoint returned the video itself instead of a URL, so the file is in the item',
		);
	else if (returnAs === 'url') {
		if (keyed) warnings.push("The URL opens only with this credential's API key");
		const expiry = toIsoDate(snapshot.expiresAt);
		warnings.push(
			expiry
				? `The URL expires at ${expiry}`
				: 'The URL expires; endpoints keep a video from an hour to a few days',
		);
	}
	return warnings;
}
