#!/usr/bin/env node
'use strict';

const { parseArgs } = require('node:util');
const { startRelay } = require('.');

const USAGE = `Usage: node test/relay/cli.js [--port 8788] [--key sk-local] [--job-ms 6000] [--cdn]

A local endpoint that plays a paid video service. Nothing leaves this machine and nothing costs money.`;

async function main() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '8788' },
			key: { type: 'string', default: 'sk-local' },
			'job-ms': { type: 'string', default: '6000' },
			cdn: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const relay = await startRelay({
		port: Number(values.port),
		keys: [values.key],
		jobMs: Number(values['job-ms']),
		cdn: values.cdn,
	});
	console.log(`The relay is up. In the credential:
  Base URL  ${relay.baseUrl}
  API key   ${values.key}

In a prompt:  [[region*2]]  [[fail:internal_error]]  [[moderation]]  [[jobMs:1500]]  [[cutAfter]]
The books:    ${relay.url}/_relay/ledger
All of it:    test/relay/README.md. Ctrl+C ends it.`);
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.once(signal, () => {
			console.log('\n', relay.ledger.summary());
			void relay.close();
		});
	}
}

main().catch((error) => {
	console.error(
		error.code === 'EADDRINUSE'
			? `Port in use: ${error.message}. Take another with --port.`
			: error,
	);
	process.exitCode = 1;
});
