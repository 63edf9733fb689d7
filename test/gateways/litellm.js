'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const KEY = 'sk-gateway';
const START_MS = 110_000;
const LOCAL = '127.0.0.1,localhost';

async function findFreePort() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/**
 * Starts LiteLLM's proxy in front of an OpenAI-compatible upstream.
 * @param {string} upstream base URL of the upstream, whose key is `sk-local`
 * @param {{ retries?: number }} [options] how often LiteLLM itself repeats a failed call; undefined is its own default
 * @returns {Promise<{ baseUrl: string, key: string, close(): Promise<void> }>}
 */
async function startLiteLlm(upstream, { retries } = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'litellm-'));
	const config = join(folder, 'config.yaml');
	const model = { model: 'openai/sora-2', api_base: upstream, api_key: 'sk-local' };
	const settings = retries === undefined ? {} : { num_retries: retries, max_retries: retries };
	// JSON is YAML.
	writeFileSync(
		config,
		JSON.stringify({
			model_list: [{ model_name: 'sora-2', litellm_params: { ...model, ...settings } }],
			...(retries !== undefined && { router_settings: { num_retries: retries } }),
			general_settings: { master_key: KEY },
		}),
	);
	const port = await findFreePort();
	const child = spawn(
		join(__dirname, '.venv', 'bin', 'litellm'),
		['--config', config, '--host', '127.0.0.1', '--port', String(port)],
		{
			env: {
				PATH: process.env.PATH,
				HOME: folder,
				// Its price list comes with the package; nothing is fetched.
				LITELLM_LOCAL_MODEL_COST_MAP: 'True',
				NO_PROXY: LOCAL,
				no_proxy: LOCAL,
			},
		},
	);
	let log = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (data) => (log = (log + data).slice(-4000)));
	const close = async () => {
		if (child.exitCode === null && child.signalCode === null) {
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		}
		rmSync(folder, { recursive: true, force: true });
	};
	const origin = `http://127.0.0.1:${port}`;
	const until = Date.now() + START_MS;
	while (Date.now() < until && child.exitCode === null) {
		const isUp = await fetch(`${origin}/health/liveliness`).then(
			(res) => res.ok,
			() => false,
		);
		if (isUp) return { baseUrl: `${origin}/v1`, key: KEY, close };
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	await close();
	throw new Error(`LiteLLM did not start:\n${log}`);
}

module.exports = { startLiteLlm };
