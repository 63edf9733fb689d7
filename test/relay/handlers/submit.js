'use strict';

const { RelayError } = require('../errors');
const { priceOf } = require('../prices');
const { perform, sendJson } = require('../respond');
const { sleep } = require('../time');
const { contentUrl, render } = require('../view');
const { sourceOf } = require('../media');
const wires = require('../wires');

/**
 * One submit: read, maybe refuse, accept, charge, answer. The order is the point: everything up to
 * `accept` leaves no trace, everything after it has cost money whatever the client learns.
 * @param {import('../server').Context} ctx
 * @param {import('../server').Call} call
 */
async function submit(ctx, call) {
	const { line, wire, kind } = call;
	const spec = readSpec(ctx, call);
	Object.assign(line, { model: spec.model, prompt: spec.prompt });
	// Before the faults: a prompt's fault must not be used up by a submit over the limit.
	if (!findKnown(ctx, call, spec)) ctx.limits.submit(ctx.jobs.of(call.key));
	const { model, prompt } = spec;
	const plan = ctx.faults.plan({ op: 'submit', wire, kind, model, prompt });
	call.dripMs = plan.dripMs;
	// A client that hangs up is not noticed: servers process what they have read.
	await sleep(plan.slowMs, ctx.signal);
	if (ctx.signal.aborted) return;
	if (plan.instead) return await perform(call, plan.instead, ctx.options);

	// Asked again: the same key may have come in by another connection while this one slept.
	const known = findKnown(ctx, call, spec);
	const job = known ?? create(ctx, call, spec, plan.fate);
	ctx.ledger.accept(line, job, known !== undefined);
	call.jobId = job.id;
	if (!known) ctx.callbacks.expect(job);
	if (plan.after) return await perform(call, plan.after, ctx.options);
	if (job.sync) return await sendJson(call, 200, finished(ctx, job));
	const told = wires[wire].renderAccepted?.(job) ?? render(ctx, job, wire);
	return await sendJson(call, wires[wire].accepted, told);
}

/** @param {import('../server').Context} ctx @param {import('../server').Call} call */
function readSpec(ctx, { wire, kind, body, id, key }) {
	const find = (source) => ctx.jobs.get(source, key);
	if (kind === 'create') return wires[wire].read(body, ctx.options, find);
	return (wires[wire].readFrom ?? wires.openai.readFrom)(kind, body, ctx.options, find, id);
}

/** The job of an earlier submit with this Idempotency-Key, if the relay honors such keys. */
function findKnown({ options, jobs }, { key, idempotencyKey }, spec) {
	if (!options.idempotency || !idempotencyKey) return undefined;
	const known = jobs.byIdempotencyKey.get(`${key} ${idempotencyKey}`);
	if (!known) return undefined;
	// One key for two orders is a mistake of the client's, and a dear one to hide.
	const same = ['model', 'prompt', 'seconds', 'size'].every((name) => known[name] === spec[name]);
	if (same) return known;
	throw new RelayError(409, {
		message: 'This Idempotency-Key was used with another request.',
		code: 'idempotency_key_reused',
	});
}

/** @param {import('../server').Context} ctx @param {import('../server').Call} call */
function create({ jobs }, { wire, key, idempotencyKey }, spec, fate) {
	const job = jobs.create(
		wire,
		key,
		{ ...spec, usd: priceOf(wire, spec, jobs.options.videoModels) },
		fate,
	);
	if (idempotencyKey) jobs.byIdempotencyKey.set(`${key} ${idempotencyKey}`, job);
	return job;
}

/** What endpoints without jobs answer: the video itself. */
function finished(ctx, job) {
	const { sync } = job;
	const video =
		sync.as === 'url'
			? { url: contentUrl(ctx, job, true) }
			: { b64_json: sourceOf(job).head.toString('base64') };
	return {
		...(sync.id
			? { id: job.id, object: 'video', status: 'completed', model: job.reportedModel }
			: {}),
		created: job.createdAt,
		data: [video],
	};
}

module.exports = { submit };
