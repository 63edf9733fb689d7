'use strict';

const { invalid, RelayError, unknownPath } = require('../errors');
const { perform, sendJson } = require('../respond');
const { sleep } = require('../time');
const { render } = require('../view');

const MODELS = ['sora-2', 'sora-2-official', 'sora-2-pro', 'muse-video', 'gpt-4o-mini'];

/**
 * Lets the faults of a read have their way.
 * @param {import('../server').Context} ctx @param {import('../server').Call} call
 * @param {import('../jobs').Job} [job]
 * @returns {Promise<import('../faults').Plan | null>} null when the call is answered already
 */
async function intercept(ctx, call, job) {
	const { op, wire } = call;
	const plan = ctx.faults.plan({
		op,
		wire,
		model: job?.model,
		prompt: job?.prompt,
		jobId: job?.id,
	});
	call.dripMs = plan.dripMs;
	call.jobId = job?.id;
	await sleep(plan.slowMs, ctx.signal);
	if (!plan.instead) return plan;
	await perform(call, plan.instead, ctx.options);
	return null;
}

/** @param {import('../server').Context} ctx @param {import('../server').Call} call */
async function poll(ctx, call) {
	const job = ctx.jobs.get(call.id, call.key);
	if (await intercept(ctx, call, job)) await sendJson(call, 200, render(ctx, job, call.wire));
}

/** @param {import('../server').Context} ctx @param {import('../server').Call} call */
async function list(ctx, call) {
	if (!(await intercept(ctx, call))) return;
	const { query } = call;
	const limit = readLimit(query.get('limit'));
	const order = query.get('order') ?? 'desc';
	if (!['asc', 'desc'].includes(order)) {
		throw invalid('order', 'invalid_value', `Invalid value: '${order}'.`);
	}
	const jobs = ctx.jobs.of(call.key);
	if (order === 'desc') jobs.reverse();
	const after = query.get('after');
	// An unknown `after` throws, as it does for a job that was deleted between two pages.
	const from = after ? jobs.indexOf(ctx.jobs.get(after, call.key)) + 1 : 0;
	const page = jobs.slice(from, from + limit);
	await sendJson(call, 200, {
		object: 'list',
		data: page.map((job) => render(ctx, job, call.wire)),
		first_id: page[0]?.id ?? null,
		last_id: page.at(-1)?.id ?? null,
		has_more: from + limit < jobs.length,
	});
}

/** @param {string | null} text */
function readLimit(text) {
	if (text === null) return 20;
	const limit = Number(text);
	if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
	throw invalid('limit', 'invalid_value', `Invalid value: '${text}'. Expected 1 to 100.`);
}

/** @param {import('../server').Context} ctx @param {import('../server').Call} call */
async function remove(ctx, call) {
	const job = ctx.jobs.get(call.id, call.key);
	if (!(await intercept(ctx, call, job))) return;
	if (job.running) {
		throw new RelayError(400, {
			message: `Video '${job.id}' cannot be deleted while it is ${job.status}.`,
			code: 'video_not_deletable',
		});
	}
	ctx.jobs.delete(job.id);
	await sendJson(call, 200, { id: job.id, object: 'video.deleted', deleted: true });
}

/** @param {import('../server').Context} ctx @param {import('../server').Call} call */
async function models(ctx, call) {
	if (!(await intercept(ctx, call))) return;
	const data = (ctx.options.models ?? MODELS).map((id) => ({
		id,
		object: 'model',
		created: 1_760_000_000,
		owned_by: 'relay',
	}));
	await sendJson(call, 200, { object: 'list', data });
}

/** OpenRouter's catalogue of video models; those that are only named tell nothing of themselves. */
async function videoModels(ctx, call) {
	if (!(await intercept(ctx, call))) return;
	const { models: named, videoModels: catalogue } = ctx.options;
	const known = new Map((catalogue ?? []).map((model) => [model.id, model]));
	const ids = named?.filter((id) => !id.startsWith('gpt-')) ?? [...known.keys()];
	const data = ids.map((id) => ({
		canonical_slug: id,
		name: id,
		created: 1_760_000_000,
		...NOTHING_TOLD,
		...known.get(id),
		id,
	}));
	await sendJson(call, 200, { data });
}

const NOTHING_TOLD = {
	supported_resolutions: null,
	supported_aspect_ratios: null,
	supported_sizes: null,
	supported_durations: null,
	supported_frame_images: null,
	generate_audio: null,
	seed: null,
	allowed_passthrough_parameters: [],
};

/** LiteLLM's list of what its models are and cost. */
async function modelInfo(ctx, call) {
	if (!ctx.options.modelInfo) throw unknownPath('GET', '/v1/model/info');
	if (await intercept(ctx, call)) await sendJson(call, 200, { data: ctx.options.modelInfo });
}

module.exports = { intercept, list, modelInfo, models, poll, remove, videoModels };
