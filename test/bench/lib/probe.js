'use strict';
/**
 * Loaded into n8n's process with `--require`: tells over HTTP what can only be seen from inside. `/delay` gives the
 * event loop's delay since it was asked last, `/heap` what is alive after a garbage collection and what is still open.
 */
const { createServer } = require('node:http');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const RESOLUTION_MS = 5;

function listen(port) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	delays.enable();
	const toMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
	const answers = {
		'/delay': () => {
			const told = { p99Ms: toMs(delays.percentile(99)), mostMs: toMs(delays.max) };
			delays.reset();
			return told;
		},
		'/heap': () => {
			collect();
			collect();
			const open = {};
			for (const kind of process.getActiveResourcesInfo()) open[kind] = (open[kind] ?? 0) + 1;
			return { ...process.memoryUsage(), open };
		},
	};
	createServer((request, response) => {
		response.setHeader('connection', 'close');
		response.end(JSON.stringify(answers[request.url]?.() ?? null));
	})
		.listen(port, '127.0.0.1')
		.unref();
}

// n8n's task runner is started with the same environment.
if (process.env.BENCH_PROBE_PORT && /n8n$/.test(process.argv[1] ?? ''))
	listen(Number(process.env.BENCH_PROBE_PORT));
