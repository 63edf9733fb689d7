import type { Endpoint } from './endpoint';
import { errorOf, stateOf, type Job } from './job';
import { json, text, type Reply } from './reply';

/** The truth about a job. */
export function describeJob(endpoint: Endpoint, job: Job | undefined): Reply {
	if (!job) return json(404, { error: { code: 'not_found', message: 'Video not found' } });
	const body = JSON.stringify(viewOf(endpoint, job));
	return text(
		200,
		endpoint.drawn.endpoint.ids === 'number'
			? body.replace(`"id":"${job.id}"`, `"id":${job.id}`)
			: body,
		'application/json',
		dateOf(endpoint),
	);
}

export function dateOf(endpoint: Endpoint): Record<string, string> {
	return endpoint.drawn.endpoint.dateHeader
		? { date: new Date(endpoint.clock()).toUTCString() }
		: {};
}

export function viewOf(endpoint: Endpoint, job: Job): Record<string, unknown> {
	const now = endpoint.world.now();
	const state = stateOf(job, now);
	const skewMs = endpoint.drawn.endpoint.skewMs;
	const share = Math.min(1, (now - job.orderedAt) / job.fate.takesMs);
	return {
		id: job.id,
		object: 'video',
		model: job.model,
		prompt: job.prompt,
		status: state === 'running' ? 'in_progress' : state,
		progress: job.fate.end === 'stuck' ? 99 : Math.floor(99 * share),
		created_at: Math.floor((job.orderedAt + skewMs) / 1000),
		...(state === 'completed' && {
			completed_at: Math.floor((job.orderedAt + job.fate.takesMs + skewMs) / 1000),
			...addressOf(endpoint, job),
		}),
		...(state === 'failed' && { error: errorOf(job) }),
	};
}

function addressOf(endpoint: Endpoint, job: Job): Record<string, string> {
	const { file } = endpoint.drawn.endpoint;
	if (file === 'content') return {};
	if (file === 'url') return { url: `${endpoint.base}/videos/${job.id}/content` };
	if (file === 'redirect') return { video_url: `${endpoint.base}/videos/${job.id}/content` };
	job.signature++;
	return {
		video_url: `https://files.sim.test/${job.id}.mp4?signature=${job.signature}.${Math.floor(endpoint.world.now())}`,
	};
}
