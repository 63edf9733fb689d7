'use strict';

const { createHmac } = require('node:crypto');
const wires = require('./wires');

/** @param {string} secret @param {string} id */
const sign = (secret, id) => createHmac('sha256', secret).update(id).digest('hex').slice(0, 32);

/**
 * @param {import('./server').Context} ctx @param {import('./jobs').Job} job
 * @param {boolean} signed a link that needs no key, on the second origin if it exists
 */
function contentUrl(ctx, job, signed) {
	if (signed) return `${ctx.cdnUrl ?? ctx.url}/files/${job.id}.mp4?sig=${sign(ctx.secret, job.id)}`;
	if (job.wire === 'openrouter') return `${ctx.url}/api/v1/videos/${job.id}/content?index=0`;
	if (job.wire === 'gemini') return `${ctx.url}/v1beta/openai/files/${job.id}:download?alt=media`;
	return `${ctx.url}/v1/videos/${job.id}/content`;
}

/**
 * The job as the given protocol reports it.
 * @param {import('./server').Context} ctx @param {import('./jobs').Job} job @param {string} wire
 */
function render(ctx, job, wire) {
	const { options } = ctx;
	const result = options.result ?? (ctx.cdnUrl ? wires[wire].urlField : 'content');
	const hasUrl = result !== 'content' && job.status === 'completed';
	return wires[wire].render(job, {
		result,
		idField: options.idField,
		url: hasUrl ? contentUrl(ctx, job, result !== 'contentUrl') : null,
		contentUrl: contentUrl(ctx, job, false),
		fileUrl: contentUrl(ctx, job, true),
	});
}

module.exports = { contentUrl, render, sign };
