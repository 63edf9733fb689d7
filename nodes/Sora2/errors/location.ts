/** Path segments that precede a job's ID. */
const COLLECTION =
	/^(videos?|generations?|jobs?|tasks?|predictions?|operations?|requests?|status)$/i;
/** Headers that hold a job's URL, and headers that hold its ID. */
const ADDRESS_HEADERS = ['location', 'operation-location', 'content-location'];
const ID_HEADERS = ['x-task-id', 'x-job-id', 'x-video-id', 'x-generation-id'];

/** A job, and the URL of its state. */
export interface JobLocation {
	id: string;
	pollUrl?: string;
}

/**
 * Reads the job that the headers of the answer to an order point to: 201 and 303 with `Location`,
 * Azure's `Operation-Location`.
 */
export function readLocation(headers: Record<string, string>): JobLocation | undefined {
	for (const name of ADDRESS_HEADERS) {
		const found = readJobAddress(headers[name]);
		if (found) return found;
	}
	const id = ID_HEADERS.map((name) => headers[name]).find((v) => /^[\w.:=-]{3,300}$/.test(v ?? ''));
	return id === undefined ? undefined : { id };
}

/**
 * Reads a job's ID from a URL whose path names one: `/v1/videos/video_1`, with or without
 * `/status`.
 */
export function readJobAddress(url: unknown): JobLocation | undefined {
	if (typeof url !== 'string') return undefined;
	const segments = url.slice(0, 4000).split(/[?#]/)[0].split('/').filter(Boolean);
	if (/^(status|result)$/i.test(segments.at(-1) ?? '') && segments.length > 2) segments.pop();
	const id = segments.at(-1);
	return id && COLLECTION.test(segments.at(-2) ?? '') && /^[\w.:=%-]{3,300}$/.test(id)
		? { id: decode(id), pollUrl: url }
		: undefined;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
