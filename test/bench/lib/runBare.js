'use strict';
const { spawn } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { text } = require('node:stream/consumers');
const { KEY } = require('./peers');

/** Between two questions about a job: rarer with many jobs, or the relay would do nothing but answer. */
const toPollMs = (concurrency) => Math.max(50, concurrency);

/** Runs the bare client on the same Node as n8n. @param {any} scene @param {{ jobs: { prompt: string }[], concurrency: number }} order */
async function runBare({ node, relay }, { jobs, concurrency }) {
	const dir = mkdtempSync(join(tmpdir(), 'sora2-bare-'));
	try {
		const child = spawn(node, [join(__dirname, 'bare.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
		child.stdin.end(
			JSON.stringify({
				baseUrl: relay.baseUrl,
				key: KEY,
				prompts: jobs.map((job) => job.prompt),
				concurrency,
				pollMs: toPollMs(concurrency),
				dir,
			}),
		);
		return { status: 'success', failed: 0, ...JSON.parse(await text(child.stdout)) };
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

module.exports = { runBare };
