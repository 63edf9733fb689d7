import type { Arrival, Endpoint } from './endpoint';
import { stateOf, type Job } from './job';
import { json, text, type Reply } from './reply';

/** A signed address is good for so long. */
const GOOD_MS = 60_000;

/** A job's file, from its own path or from the host the files are on. */
export function getFile(endpoint: Endpoint, { url, headers }: Arrival, named?: Job): Reply {
	const { file } = endpoint.drawn.endpoint;
	const now = endpoint.world.now();
	const elsewhere = url.host === 'files.sim.test';
	const job = named ?? endpoint.jobs.find(({ id }) => url.pathname === `/${id}.mp4`);
	if (!job || (elsewhere && job.forgotten))
		return json(404, { error: { message: 'Video not found' } });
	if (stateOf(job, now) !== 'completed')
		return json(404, { detail: 'Generation is still in-progress' });
	if (!elsewhere && file === 'redirect') {
		job.signature++;
		return {
			...text(302, '', 'text/plain'),
			headers: {
				location: `https://files.sim.test/${job.id}.mp4?signature=${job.signature}.${now}`,
			},
		};
	}
	if (elsewhere && file === 'expiring') {
		const signedAt = Number(url.searchParams.get('signature')?.split('.')[1]);
		if (!(now - signedAt < GOOD_MS))
			return text(
				403,
				'<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
				'application/xml',
			);
	}
	return ranged(endpoint, job, headers.range);
}

function ranged(endpoint: Endpoint, job: Job, range: string | undefined): Reply {
	const { ranges, etag } = endpoint.drawn.endpoint;
	const headers: Record<string, string> = {
		'content-type': 'video/mp4',
		...(etag && { etag: `"${job.id}"` }),
	};
	const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? NaN);
	if (!ranges || !Number.isFinite(from))
		return {
			status: 200,
			headers: { ...headers, 'content-length': String(job.file.length) },
			body: job.file,
		};
	if (from >= job.file.length)
		return {
			...text(416, '', 'text/plain'),
			headers: { 'content-range': `bytes */${job.file.length}` },
		};
	const body = job.file.subarray(from);
	return {
		status: 206,
		headers: {
			...headers,
			'content-length': String(body.length),
			'content-range': `bytes ${from}-${job.file.length - 1}/${job.file.length}`,
		},
		body,
	};
}
