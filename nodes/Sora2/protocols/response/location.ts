import type { JobSnapshot } from './job';

/** What jobs are called in paths, before their ID. */
const COLLECTION =
	/^(videos?|generations?|jobs?|tasks?|predictions?|operations?|requests?|status)$/i;
const HEADERS = ['location', 'operation-location', 'content-location'];

/** The job that the headers of an answer to an order point at: 201 and 303 with `Location`, Azure's `Operation-Location`. */
export function readLocation(
	headers: Record<string, string>,
): Pick<JobSnapshot, 'id' | 'pollUrl'> | undefined {
	for (const name of HEADERS) {
		const url = headers[name];
		const segments = (url ?? '').split(/[?#]/)[0].split('/').filter(Boolean);
		const id = segments.at(-1);
		if (id && COLLECTION.test(segments.at(-2) ?? '') && /^[\w.:=%-]{3,300}$/.test(id))
			return { id: decode(id), pollUrl: url };
	}
	return undefined;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
