'use strict';

/*
 * Servers that others wrote, started for a test on free ports of 127.0.0.1 and ended after it: aimock, a mock of AI
 * endpoints that answers from fixtures, and Portkey's gateway. `npm test` installs them.
 */
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { createServer, request } = require('node:http');
const { join } = require('node:path');

const MODULES = join(__dirname, 'node_modules');
const AIMOCK = join(MODULES, '@copilotkit/aimock/dist/cli.js');
const PORTKEY = join(MODULES, '@portkey-ai/gateway/build/start-server.js');

const installed = existsSync(AIMOCK) && existsSync(PORTKEY);

async function freePort() {
	const server = createServer();
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** Starts a program of a peer, and waits until it answers. */
async function child(args, port, healthPath) {
	const running = spawn(process.execPath, ['-r', join(__dirname, 'loopback.js'), ...args], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	running.stderr.on('data', (chunk) => (said += chunk));
	const origin = `http://127.0.0.1:${port}`;
	for (let tries = 0; ; tries++) {
		const up = await fetch(origin + healthPath).then(
			() => true,
			() => false,
		);
		if (up) break;
		if (running.exitCode !== null || tries > 150)
			throw new Error(`${args[0]} did not start: ${said}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return {
		origin,
		async close() {
			if (running.exitCode !== null) return;
			const ended = new Promise((resolve) => running.once('exit', resolve));
			running.kill('SIGKILL');
			await ended;
		},
	};
}

async function startAimock() {
	const port = await freePort();
	const peer = await child(
		[
			AIMOCK,
			'--port',
			String(port),
			'--host',
			'127.0.0.1',
			'--fixtures',
			join(__dirname, 'fixtures.json'),
			'--log-level',
			'silent',
			'--journal-max',
			'0',
		],
		port,
		'/__aimock/health',
	);
	const control = async (method, path, body) => {
		const answer = await fetch(`${peer.origin}/__aimock${path}`, {
			method,
			body: body && JSON.stringify(body),
			headers: { 'content-type': 'application/json' },
		});
		const text = await answer.text();
		if (!answer.ok)
			throw new Error(`aimock answered ${method} ${path} with ${answer.status}: ${text}`);
		return JSON.parse(text);
	};
	return {
		...peer,
		/** What orders are answered with, the first that matches the prompt. */
		fixtures: async (fixtures) => await control('POST', '/fixtures', { fixtures }),
		chaos: async (chaos) => await control('POST', '/chaos', chaos),
		calm: async () => await control('DELETE', '/chaos'),
		journal: async () => await control('GET', '/journal'),
		async reset() {
			await control('DELETE', '/chaos');
			await control('POST', '/reset');
		},
	};
}

/** Portkey's gateway with `target` behind it. It learns of it from headers, which a proxy in front of it adds. */
async function startPortkey(target) {
	const port = await freePort();
	const peer = await child([PORTKEY, '--headless', `--port=${port}`], port, '/');
	const seen = [];
	const front = createServer((req, res) => {
		const entry = { method: req.method, path: req.url };
		seen.push(entry);
		const headers = {
			...req.headers,
			host: `127.0.0.1:${port}`,
			'x-portkey-provider': 'openai',
			'x-portkey-custom-host': target,
		};
		const onward = request(
			{ host: '127.0.0.1', port, method: req.method, path: req.url, headers },
			(answer) => {
				entry.status = answer.statusCode;
				res.writeHead(answer.statusCode, answer.headers);
				answer.pipe(res);
			},
		);
		onward.on('error', () => res.destroy());
		req.pipe(onward);
	});
	await new Promise((resolve) => front.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${front.address().port}`,
		seen,
		async close() {
			front.closeAllConnections();
			await new Promise((resolve) => front.close(resolve));
			await peer.close();
		},
	};
}

module.exports = { installed, startAimock, startPortkey };
