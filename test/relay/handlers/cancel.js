'use strict';

const { RelayError } = require('../errors');
const { sendJson } = require('../respond');
const { render } = require('../view');
const { intercept } = require('./videos');

/**
 * `POST /videos/{id}/cancel` as Inworld documents it: a job that has begun is 409 `video_not_cancellable`, one that was
 * called off is never billed.
 * @param {import('../server').Context} ctx @param {import('../server').Call} call
 */
async function cancel(ctx, call) {
	const job = ctx.jobs.get(call.id, call.key);
	if (!(await intercept(ctx, call, job))) return;
	const { status } = job;
	const inTime = status === 'queued' || (ctx.options.cancel === 'running' && job.running);
	if (!inTime && !job.cancelled) {
		throw new RelayError(409, {
			message: `Video '${job.id}' cannot be cancelled while it is ${status}.`,
			code: 'video_not_cancellable',
		});
	}
	job.cancelledMs ??= Date.now();
	await sendJson(call, 200, render(ctx, job, call.wire));
}

module.exports = { cancel };
