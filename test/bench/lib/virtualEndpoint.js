'use strict';

/** Milliseconds a request is under way. */
const TRIP_MS = 50;
const MINUTE_MS = 60_000;
/** The beginning of an MP4 file. */
const FILE = Buffer.concat([
	Buffer.from([0, 0, 0, 24]),
	Buffer.from('ftypmp42'),
	Buffer.alloc(600),
]);

/**
 * An endpoint that speaks OpenAI's Videos API in virtual time, as ports for the node's jobs. It counts what it is
 * asked, and refuses what a limit of requests in any sixty seconds does not allow.
 * @param {{ time: any, lengths: number[], hasList: boolean, hasProgress?: boolean, requestsPerMinute?: number }} options `lengths`: how long
 *   the jobs take in milliseconds, in the order in which they are ordered
 */
function createVirtualEndpoint({
	time,
	lengths,
	hasList,
	hasProgress = true,
	requestsPerMinute = Infinity,
}) {
	const counts = { order: 0, query: 0, download: 0, refused: 0 };
	const jobs = new Map();
	const late = new Map();
	let taken = [];

	const render = ({ id, begin, length }) => {
		const share = (time.now() - begin) / length;
		const progress = Math.min(100, Math.floor(share * 100));
		if (share >= 1 && !late.has(id)) late.set(id, time.now() - begin - length);
		const status = share >= 1 ? 'completed' : 'in_progress';
		return { id, object: 'video', status, ...(hasProgress && { progress }) };
	};
	const list = (after) => {
		const ids = [...jobs.keys()].reverse();
		const from = after === undefined ? 0 : ids.indexOf(after) + 1;
		const data = ids.slice(from, from + 100).map((id) => render(jobs.get(id)));
		return { object: 'list', data, has_more: from + 100 < ids.length };
	};
	const order = () => {
		const id = `job_${jobs.size}`;
		jobs.set(id, { id, begin: time.now(), length: lengths[jobs.size] });
		return { id, object: 'video', status: 'queued', progress: 0 };
	};
	const respond = (status, body, headers = {}) => ({
		answer: { status, headers, text: JSON.stringify(body) },
	});
	/** Half the trip, the limit, and what `work` answers after the other half. */
	const receive = async (purpose, work) => {
		await time.sleep(TRIP_MS / 2);
		taken = taken.filter((at) => at > time.now() - MINUTE_MS);
		const isRefused = taken.length >= requestsPerMinute;
		const waitSeconds = isRefused ? Math.ceil((taken[0] + MINUTE_MS - time.now()) / 1000) : 0;
		if (!isRefused) taken.push(time.now());
		counts[isRefused ? 'refused' : purpose]++;
		const answer = isRefused
			? respond(
					429,
					{ error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } },
					{ 'retry-after': String(waitSeconds) },
				)
			: work();
		await time.sleep(TRIP_MS / 2);
		return answer;
	};
	const ports = {
		...time,
		uuid: () => `order-${counts.order}`,
		send: async ({ method, path, query }) => {
			if (method === 'POST') return await receive('order', () => respond(200, order()));
			const id = /^\/videos\/(job_\d+)$/.exec(path)?.[1];
			return await receive('query', () =>
				id || hasList
					? respond(200, id ? render(jobs.get(id)) : list(query?.after))
					: respond(404, { error: { message: 'Invalid URL' } }),
			);
		},
		open: async () => {
			const file = { status: 200, headers: { 'content-type': 'video/mp4' } };
			// A refusal has a text, a download has bytes: both come as a stream.
			const { answer } = await receive('download', () => ({ answer: file }));
			const body = answer.text === undefined ? FILE : Buffer.from(answer.text);
			const bytes = (async function* () {
				yield body;
			})();
			const headers = { ...answer.headers, 'content-length': String(body.length) };
			return { answer: { ...answer, headers, bytes, discard() {} } };
		},
	};
	return { ports, counts, late };
}

module.exports = { TRIP_MS, createVirtualEndpoint };
