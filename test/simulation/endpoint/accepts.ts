import type { Job } from './job';
import { json, text, type Reply } from './reply';

const BASE = '/videos';

/** How endpoints say that they took an order, and where they put the job's ID. */
export const ACCEPTS: Record<string, (job: Job, secondsNow: number, base: string) => Reply> = {
	openAi: ({ id, model, prompt }, now) =>
		json(200, {
			id,
			object: 'video',
			model,
			prompt,
			status: 'queued',
			progress: 0,
			created_at: now,
			error: null,
		}),
	taskId: ({ id }) => json(200, { task_id: id, status: 'submitted' }),
	bothIds: ({ id }) => json(200, { id, task_id: id, status: 'NOT_START', progress: '0%' }),
	envelope: ({ id }) => json(200, { code: 200, msg: 'success', data: { taskId: id } }),
	dataList: ({ id }) => json(200, { created: 1, data: [{ id, status: 'queued' }] }),
	dataText: ({ id }) => json(200, { code: 'success', message: '', data: id }),
	jobId: ({ id }) => json(201, { jobId: id, state: 'PENDING' }),
	jobUnderscore: ({ id }) => json(200, { job_id: id, status: 'queued' }),
	videoId: ({ id }) => json(200, { videoId: id, status: 'processing' }),
	requestId: ({ id }) => json(200, { request_id: id }),
	pollingUrl: ({ id }, _now, base) =>
		json(202, { id, status: 'pending', polling_url: `${base}${BASE}/${id}` }),
	/** An error that says that there is none. */
	errorNone: ({ id }) => json(200, { id, status: 'queued', error: { code: 0, message: 'ok' } }),
	errorNoneText: ({ id }) => json(200, { id, status: 'queued', error: 'none' }),
	byteOrderMark: ({ id }) =>
		text(200, `\ufeff${JSON.stringify({ id, status: 'queued' })}`, 'application/json'),
	events: ({ id }) =>
		text(
			200,
			`data: ${JSON.stringify({ id, status: 'queued' })}\n\ndata: [DONE]\n\n`,
			'text/event-stream',
		),
	trailing: ({ id }) =>
		text(200, `${JSON.stringify({ id, status: 'queued' })}\n-- took 41 ms`, 'application/json'),
	located: ({ id }, _now, base) => ({
		...text(201, '', 'text/plain'),
		headers: { location: `${base}${BASE}/${id}` },
	}),
	textType: ({ id }) => text(200, JSON.stringify({ id, status: 'queued' }), 'text/plain'),
	/** A 5xx of something in between that knows the job. */
	serverError: ({ id }) =>
		json(500, { error: { message: 'could not store the task' }, task_id: id }),
	gatewayError: ({ id }) =>
		json(502, { id, status: 'queued', error: { message: 'Provider returned error', code: 502 } }),
	sync: ({ id }) => json(200, { id, status: 'completed' }),
	/** The finished video at once, and no job that could be asked about. */
	syncBase64: ({ file }) =>
		json(200, { created: 1, data: [{ b64_json: file.toString('base64'), output_format: 'mp4' }] }),
};

/** IDs as numbers: beyond 2^53 a reader of JSON that makes numbers of them gets another one. */
export const numberId = ({ id }: Job): Reply =>
	text(200, `{"id":${id},"status":"queued"}`, 'application/json');

/** Errors that name the job: product.md, section 4, rule 3 leaves open whether the order was taken. */
export const VAGUE_ACCEPTS = ['serverError', 'gatewayError'];

/** Shapes in which the answer is the video and the endpoint keeps no job. */
export const UNLISTED = ['syncBase64'];
