import { parseJson } from '../../errors/json';
import { fieldsSchema, readFilled, readList, readNumber, readObject, type Fields } from './fields';

/**
 * Where the file of a finished video is: at a URL in the answer, in the answer itself, or under
 * `/content`.
 */
export type VideoSource =
	| { kind: 'url'; url: string }
	| { kind: 'inline'; base64: string; mimeType: string };

/** Maximum entries read of a list of results. */
const MAX_FILES = 16;

const readTexts = readList(readFilled, MAX_FILES);
const fileFields = {
	url: readFilled,
	video_url: readFilled,
	b64_json: readFilled,
	base64: readFilled,
	output_format: readFilled,
	cost: readNumber,
};
const readFile = readObject(fileFields);
const readFiles = readList(readFile, MAX_FILES);
const readNestedFile = readObject({ ...fileFields, urls: readTexts, videos: readFiles });

/** A result in its own object (`video`, `output`, `result`, …), or a bare URL instead. */
const readNested = (value: unknown) =>
	readFilled(value) ?? readTexts(value) ?? readNestedFile(value);

/**
 * The fields a dialect may keep its video in. `file_path` is not one: it is a path on the server.
 */
export const videoFields = {
	data: (value: unknown) => readFiles(value) ?? readFile(value),
	url: readFilled,
	video_url: readFilled,
	result_url: readFilled,
	urls: readTexts,
	unsigned_urls: readTexts,
	video: readNested,
	videos: readFiles,
	output: readNested,
	outputs: readNested,
	result: readNested,
	content: readNested,
	metadata: readNested,
	resultJson: readFilled,
};

type VideoFields = Fields<typeof videoFields>;
const VIDEO_KEYS = Object.keys(videoFields) as Array<keyof VideoFields>;
type File = Fields<typeof fileFields>;

/**
 * Finds the video an answer names or contains: URLs before bytes, fields named after a video before
 * those named `url`.
 */
export function findVideo(p: VideoFields): VideoSource | undefined {
	// Most entries of a list have none.
	if (!VIDEO_KEYS.some((key) => p[key] !== undefined)) return undefined;
	const inside = [p.video, p.output, p.outputs, p.result, p.content, p.metadata].flatMap(
		(n): Array<File | undefined> => {
			if (n === undefined || typeof n === 'string') return [{ url: readAddress(n) }];
			return Array.isArray(n)
				? n.map((url) => ({ url: readAddress(url) }))
				: [n, ...(n.urls ?? []).map((url) => ({ url })), ...(n.videos ?? [])];
		},
	);
	const data = Array.isArray(p.data) ? p.data : [p.data];
	const files: File[] = [
		...data,
		{ video_url: p.video_url, url: p.url },
		...[...(p.urls ?? []), ...(p.unsigned_urls ?? [])].map((url) => ({ url })),
		...inside,
		...(p.videos ?? []),
		{ url: p.result_url },
		{ url: readResultUrl(p.resultJson) },
	].filter((f): f is File => f !== undefined);
	const link = files
		.map((f) => f.video_url ?? f.url)
		.find((url) => url !== undefined && isLink(url));
	if (link) return link.startsWith('data:') ? decodeDataUrl(link) : { kind: 'url', url: link };
	const inline = files.find((f) => f.b64_json ?? f.base64);
	const base64 = inline?.b64_json ?? inline?.base64;
	return inline && base64
		? {
				kind: 'inline',
				base64,
				mimeType: `video/${/^[a-z0-9]{2,5}$/.exec(inline.output_format ?? '')?.[0] ?? 'mp4'}`,
			}
		: undefined;
}

/** Returns a text that may be an address; `output: "done"` is not. */
function readAddress(text: string | undefined): string | undefined {
	return text !== undefined && /^([a-z][a-z0-9+.-]{1,20}:|\/)/i.test(text) ? text : undefined;
}

/** Whether a text is an address, absolute or relative to the endpoint, rather than a sentence. */
function isLink(url: string): boolean {
	return url.startsWith('data:') || isWebAddress(url);
}

/**
 * Whether a text is an address a browser would open as a page or a file; not `javascript:` or
 * `file:`.
 */
export function isWebAddress(url: string): boolean {
	if (/[\s\p{Cc}]/u.test(url.slice(0, 4000))) return false;
	return /^https?:\/\//i.test(url) || !/^[^/?#]{0,40}:/.test(url);
}

function decodeDataUrl(dataUrl: string): VideoSource | undefined {
	const comma = dataUrl.indexOf(',');
	const [, mimeType] =
		/^data:([\w.+-]{1,60}\/[\w.+-]{1,60})(?:;[\w=.-]{1,60}){0,4};base64$/.exec(
			dataUrl.slice(0, Math.max(0, comma)).slice(0, 400),
		) ?? [];
	// A page or a script is not a video.
	if (
		!mimeType ||
		!/^(video\/|application\/octet-stream$)/i.test(mimeType) ||
		comma >= dataUrl.length - 1
	)
		return undefined;
	return {
		kind: 'inline',
		base64: dataUrl.slice(comma + 1),
		mimeType: mimeType.startsWith('video/') ? mimeType : 'video/mp4',
	};
}

const resultSchema = fieldsSchema({ resultUrls: readTexts });

/** kie.ai keeps its result as a string of JSON. */
function readResultUrl(json: string | undefined): string | undefined {
	if (!json || json.length > 64 * 1024) return undefined;
	const parsed = resultSchema.safeParse(parseJson(json));
	return parsed.success ? parsed.data.resultUrls?.[0] : undefined;
}
