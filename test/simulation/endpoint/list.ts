import type { Arrival, Endpoint } from './endpoint';
import type { Job } from './job';
import { json, text, type Reply } from './reply';
import { dateOf, viewOf } from './view';

const PAGE = 20;

/** The endpoint's jobs, as much of them as its list tells. */
export function listJobs(endpoint: Endpoint, { url }: Arrival, path: string): Reply {
	const { list, ids } = endpoint.drawn.endpoint;
	if (!list.has || path !== '/videos')
		return json(404, { error: { message: `Invalid URL (GET ${path})` } });
	const now = endpoint.world.now();
	const own = endpoint.jobs.filter(
		(job) => !job.unlisted && !job.forgotten && now - job.orderedAt >= list.lagMs,
	);
	const entries = [
		...Array.from({ length: list.foreign }, (_, i) => foreign(endpoint, i)),
		...own.map((job) => entryOf(endpoint, job)),
	];
	if (!list.oldestFirst) entries.reverse();
	const after = url.searchParams.get('after');
	const start = after === null ? 0 : entries.findIndex((e) => String(e.id) === after) + 1;
	const page = entries.slice(
		start,
		start + Math.min(PAGE, Number(url.searchParams.get('limit') ?? PAGE)),
	);
	const body = JSON.stringify({
		object: 'list',
		data: page,
		first_id: page[0]?.id ?? null,
		last_id: page.at(-1)?.id ?? null,
		has_more: start + page.length < entries.length,
	});
	return text(
		200,
		ids === 'number' ? body.replace(/"(id|first_id|last_id)":"(\d+)"/g, '"$1":$2') : body,
		'application/json',
		dateOf(endpoint),
	);
}

function entryOf(endpoint: Endpoint, job: Job): Record<string, unknown> {
	const { list } = endpoint.drawn.endpoint;
	const view = viewOf(endpoint, job);
	const entry: Record<string, unknown> = { id: view.id, status: view.status };
	if (list.prompts !== 'none')
		entry.prompt = list.prompts === 'cut' ? `${job.prompt.slice(0, 12)}...` : job.prompt;
	if (list.models !== 'none')
		entry.model = list.models === 'other' ? 'provider/video-v2' : job.model;
	if (list.dates !== 'none')
		entry.created_at =
			list.dates === 'seconds'
				? view.created_at
				: new Date((view.created_at as number) * 1000).toISOString();
	return entry;
}

/** A job that another client of the same account ordered some minutes ago. */
function foreign(endpoint: Endpoint, n: number): Record<string, unknown> {
	const { list } = endpoint.drawn.endpoint;
	const at = Math.floor(endpoint.clock() / 1000) - 60 * (n + 1);
	return {
		id: endpoint.drawn.endpoint.ids === 'number' ? `800000000000000000${n}` : `video_foreign${n}`,
		status: 'completed',
		...(list.prompts !== 'none' && { prompt: 'somebody else wanted a dog' }),
		...(list.models !== 'none' && {
			model: list.models === 'other' ? 'provider/video-v2' : 'sora-2',
		}),
		...(list.dates !== 'none' && {
			created_at: list.dates === 'seconds' ? at : new Date(at * 1000).toISOString(),
		}),
	};
}
