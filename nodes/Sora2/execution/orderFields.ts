import { CHANNELS, PROTOCOLS } from '../channels';
import type { Channel } from '../channels/channel';
import type { Route } from '../jobs/context';
import { describeValue } from '../errors/describeValue';
import { parseAspectRatio, parseSize, toResolution } from '../protocols/size';
import type { InputReference, VideoRequest } from '../protocols/protocol';
import { OPTION_LABELS, type RequestOption } from '../protocols/requestOptions';
import { findUnsupported } from '../protocols/unsupported';
import { parsePictureSource, type PictureSource } from '../transport/picture';
import type { Parameters } from './parameters';

/**
 * What a user can specify besides the prompt. Pictures are only named here, and loaded when the
 * order is sent.
 */
export interface OrderFields {
	request: Omit<VideoRequest, 'model' | 'prompt' | 'duration' | keyof Pictures>;
	pictures: PictureSources;
	/** The user's own fields, merged into the body last. */
	extraBody?: Record<string, unknown>;
}

export interface PictureSources {
	inputReference?: PictureSource;
	endImage?: PictureSource;
	referenceImages: PictureSource[];
}

export type Pictures = Pick<VideoRequest, 'inputReference' | 'endImage' | 'referenceImages'>;

const EXTRA_BODY = 'Extra Body Fields (JSON)';
/**
 * Fields whose values in the body must equal the form's: the ledger and the lookup of lost orders
 * rely on them.
 */
const RESERVED = ['model', 'prompt'];

export function readOrderFields(p: Parameters, channel: Channel): OrderFields {
	const { options } = p;
	const size = readSize(p);
	return {
		request: {
			// A custom size is priced by the resolution that its height corresponds to.
			resolution: size === undefined ? p.resolution(channel) : (toResolution(size) ?? 'auto'),
			aspectRatio: readAspectRatio(p, channel),
			size,
			generateAudio: p.optionalFlag(options.generateAudio, OPTION_LABELS.generateAudio),
			negativePrompt:
				p.optionalText(options.negativePrompt, OPTION_LABELS.negativePrompt) || undefined,
			seed: readSeed(p),
			callbackUrl: readCallbackUrl(p),
		},
		pictures: {
			inputReference: readPicture(p, options.inputReference, OPTION_LABELS.inputReference),
			endImage: readPicture(p, options.endImage, OPTION_LABELS.endImage),
			referenceImages: readList(options.referenceImages).flatMap((entry) => {
				const source = readPicture(p, entry, OPTION_LABELS.referenceImages);
				return source ? [source] : [];
			}),
		},
		extraBody: readExtraBody(p),
	};
}

/**
 * Refuses an option that the route's protocol cannot express, naming the field: nothing is dropped
 * silently.
 */
export function checkSupported(p: Parameters, route: Route, pictures: PictureSources): void {
	const request = { ...route.request, ...toPlaceholders(pictures) };
	const unsupported = findUnsupported(route.protocol, request);
	if (!unsupported) return;
	const { option, reason } = unsupported;
	const label = OPTION_LABELS[option];
	p.refuse(
		`'${label}' cannot be sent on ${route.channel.displayName}: ${reason ?? 'it has no such field'}`,
		unsupported.hint ?? toOptionHint(label, option),
	);
}

function toOptionHint(label: string, option: RequestOption): string {
	const others = Object.values(CHANNELS)
		.filter(({ protocol }) => PROTOCOLS[protocol].options.includes(option))
		.map(({ displayName }) => displayName);
	const elsewhere =
		others.length > 0 ? `, or choose a channel that has it: ${others.join(', ')}` : '';
	return `Remove '${label}'${elsewhere}. A field that only your endpoint knows goes into '${EXTRA_BODY}'.`;
}

/** Placeholders for pictures still to be loaded: enough to check how a body would be built. */
export function toPlaceholders(sources: PictureSources): Pictures {
	const placeholder = (source: PictureSource): InputReference =>
		source.kind === 'url'
			? source
			: { kind: 'file', fileName: '', mimeType: 'image/png', bytes: new Uint8Array(1) };
	const { inputReference, endImage, referenceImages } = sources;
	return {
		inputReference: inputReference && placeholder(inputReference),
		endImage: endImage && placeholder(endImage),
		referenceImages: referenceImages.length > 0 ? referenceImages.map(placeholder) : undefined,
	};
}

function readAspectRatio(p: Parameters, channel: Channel): string {
	const value: unknown = p.ctx.getNodeParameter(
		'aspectRatio',
		p.itemIndex,
		channel.defaultAspectRatio,
	);
	const ratio = p.optionalText(value, 'Aspect Ratio') || 'auto';
	if (ratio !== 'auto' && !parseAspectRatio(ratio))
		p.refuse(
			`'Aspect Ratio' cannot be ${describeValue(ratio)}`,
			"Choose one from the list, or enter width and height such as '16:9'.",
		);
	return ratio;
}

function readSize(p: Parameters): string | undefined {
	const size = p.optionalText(p.options.size, OPTION_LABELS.size);
	// Merge writes its sizes as `768P` (docs.merge.dev, read 2026-11-28).
	if (size === '' || parseSize(size) || /^\d{3,4}p$/i.test(size)) return size || undefined;
	return p.refuse(
		`'Custom Size' cannot be ${describeValue(size)}`,
		"Enter width and height in pixels such as '1280x720', or leave it empty.",
	);
}

function readSeed(p: Parameters): number | undefined {
	const { seed } = p.options;
	const kind = 'a whole number';
	const number = p.optionalNumber(seed, OPTION_LABELS.seed, kind);
	if (number !== undefined && !Number.isSafeInteger(number))
		p.refuse(`'Seed' must be ${kind}, not ${describeValue(seed)}`, `Set 'Seed' to ${kind}.`);
	return number;
}

function readPicture(p: Parameters, value: unknown, label: string): PictureSource | undefined {
	const source = parsePictureSource(p.optionalText(value, label));
	if (source?.kind !== 'url') return source;
	if (/^data:/i.test(source.url) && !/^data:image\/(png|jpe?g|webp);base64,./i.test(source.url))
		p.refuse(
			`'${label}' is not a data URL of a PNG, JPEG or WebP picture`,
			'It has to begin like data:image/png;base64, and go on with the picture in Base64.',
		);
	if (!URL.canParse(source.url))
		p.refuse(
			`'${label}' cannot be ${describeValue(source.url)}`,
			'Enter the whole address of a picture, such as https://example.com/picture.png.',
		);
	return source;
}

function readCallbackUrl(p: Parameters): string | undefined {
	const url = p.optionalText(p.options.callbackUrl, OPTION_LABELS.callbackUrl);
	if (url === '') return undefined;
	if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
		p.refuse(
			"'Callback URL' must be an HTTPS address",
			"Copy the webhook address of 'Sora 2 Trigger', which begins with https://.",
		);
	return url;
}

/**
 * Reads a list from an expression, or from text with commas, ignoring the comma inside a data URL.
 */
function readList(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return typeof value === 'string' ? value.split(/(?<!;base64)\s*,\s*/) : [value];
}

function readExtraBody(p: Parameters): Record<string, unknown> | undefined {
	const { extraBody } = p.options;
	if (extraBody === undefined || extraBody === null || extraBody === '') return undefined;
	const fields = parseObject(extraBody);
	if (!fields)
		p.refuse(
			`'${EXTRA_BODY}' is not a JSON object`,
			'Enter the fields as JSON, for example {"fps": 24}, and check the quotes and commas.',
		);
	const reserved = RESERVED.find((name) => Object.hasOwn(fields, name));
	if (reserved)
		p.refuse(
			`'${EXTRA_BODY}' cannot replace '${reserved}'`,
			`Use the field '${reserved === 'model' ? 'Model' : 'Prompt'}' for it.`,
		);
	return Object.keys(fields).length > 0 ? fields : undefined;
}

/**
 * Parses a JSON object from text or an expression, without keys that would reach an object's
 * prototype.
 */
function parseObject(value: unknown): Record<string, unknown> | undefined {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	try {
		const parsed: unknown = JSON.parse(text, (key, inner: unknown) =>
			key === '__proto__' ? undefined : inner,
		);
		return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
			? (parsed as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}
