'use strict';
const { spawn } = require('node:child_process');
const {
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	realpathSync,
	rmSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Client } = require('./client');
const { unpackLikeN8n } = require('./pack');
const { N8N_BIN, N8N_DIR } = require('./paths');
const { freePort } = require('./ports');
const { Problem } = require('./problem');

/** What n8n may see of our own environment. Everything else (N8N_*, proxies, NODE_ENV=test) would make runs differ. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SYSTEMROOT'];
/** Modules that call home or cost startup time, and that no test here uses. */
const UNUSED_MODULES = [
	'chat-hub',
	'insights',
	'instance-ai',
	'instance-registry',
	'mcp',
	'mcp-registry',
	'otel',
	'quick-connect',
	'workflow-builder',
];

/** The unused modules this n8n has: it does not start with the name of one it lacks. */
function getDisabledModules() {
	const list = join(N8N_DIR, 'node_modules/@n8n/backend-common/dist/modules/modules.config.js');
	const known = readFileSync(list, 'utf8');
	return UNUSED_MODULES.filter((name) => known.includes(`'${name}'`)).join(',');
}

/**
 * @typedef {object} BootOptions
 * @property {string} node a Node 24 executable, as `install()` gives it
 * @property {string} [tarball] the packed package; without it, what the user folder has already
 * @property {string} [userFolder] n8n's data; a new temporary folder, deleted on stop, by default
 * @property {string} [outDir] where workflows may write files; `<userFolder>/out` by default
 * @property {number} [port] the preferred port; another is taken when it is busy
 * @property {Record<string, string>} [env] further variables for n8n
 * @property {(started: { pid: number, url: string, stop: () => Promise<void> }) => void} [onSpawn] called before n8n is
 *   ready, so that an interrupt while it boots can end it
 *
 * @typedef {object} Running
 * @property {string} url the editor's address
 * @property {Client} client REST client, logged in as the owner
 * @property {string} userFolder
 * @property {string} outDir
 * @property {string} logFile what n8n printed
 * @property {number} pid
 * @property {Promise<number | null>} exited settles when n8n ends for whatever reason
 * @property {() => Promise<void>} stop ends this n8n and what it started, nothing else
 */

/**
 * Boots a real n8n with the package as a community package, waits until it is ready and logs in.
 * @param {BootOptions} options
 * @returns {Promise<Running>}
 */
async function bootN8n({ node, tarball, userFolder, outDir, port, env = {}, onSpawn = () => {} }) {
	const own = userFolder === undefined;
	// n8n refuses to write through symbolic links, and temporary folders are links on some systems.
	const home = own ? realpathSync(mkdtempSync(join(tmpdir(), 'sora2-n8n-'))) : makeReal(userFolder);
	const files = makeReal(outDir ?? join(home, 'out'));
	const started = await spawnN8n({ node, tarball, userFolder: home, outDir: files, port, env });
	let stopped;
	const stop = () =>
		(stopped ??= started
			.stop()
			.then(() => own && rmSync(home, { recursive: true, force: true, maxRetries: 5 })));
	onSpawn({ pid: started.pid, url: started.url, stop });
	try {
		await started.ready();
		const client = new Client(started.url);
		await client.becomeOwner();
		return { ...started, client, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/**
 * Starts one n8n process and does not wait for it: `start` is the editor's, `worker` one of queue mode, whose health
 * endpoint then listens on the port. The user folder stays.
 * @param {BootOptions & { userFolder: string, command?: 'start' | 'worker' }} options
 */
async function spawnN8n({ node, tarball, userFolder, outDir, port, env = {}, command = 'start' }) {
	const home = makeReal(userFolder);
	const files = makeReal(outDir ?? join(home, 'out'));
	if (tarball) await unpackLikeN8n(tarball, join(home, '.n8n', 'nodes', 'node_modules'));

	const httpPort = await freePort(port);
	const logFile = join(home, 'n8n.log');
	const log = openSync(logFile, 'w');
	const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(httpPort) };
	const child = spawn(node, [N8N_BIN, command], {
		cwd: home,
		detached: true, // its own process group, so that stop() reaches its task runner too, and Ctrl-C is ours to handle
		stdio: ['ignore', log, log],
		env: {
			...environment({ home, files, port: httpPort, broker: await freePort() }),
			...(command === 'worker' && health),
			...env,
		},
	});
	closeSync(log);
	const exited = new Promise((resolve) => {
		child.once('exit', (code) => resolve(code));
		child.once('error', () => resolve(127));
	});
	// The last resort, for a caller that ends without stop(): a detached child would outlive it.
	const atExit = () => killGroup(child);
	process.once('exit', atExit);
	void exited.then(() => process.off('exit', atExit));
	const url = `http://127.0.0.1:${httpPort}`;
	let stopped;
	return {
		url,
		userFolder: home,
		outDir: files,
		logFile,
		pid: child.pid,
		exited,
		ready: () => ready(url, exited, logFile),
		stop: () => (stopped ??= end(child, exited)),
	};
}

/** @param {string} dir */
function makeReal(dir) {
	mkdirSync(dir, { recursive: true });
	return realpathSync(dir);
}

/** @param {{ home: string, files: string, port: number, broker: number }} where */
function environment({ home, files, port, broker }) {
	const inherited = Object.fromEntries(
		INHERITED.filter((key) => process.env[key]).map((key) => [key, process.env[key]]),
	);
	return {
		...inherited,
		HOME: home,
		N8N_USER_FOLDER: home,
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(broker),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_DISABLED_MODULES: getDisabledModules(),
		N8N_RESTRICT_FILE_ACCESS_TO: files,
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '3',
		N8N_LOG_LEVEL: 'info',
		EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS: 'true',
		DB_TYPE: 'sqlite',
	};
}

/**
 * @param {string} url
 * @param {Promise<number | null>} exited
 * @param {string} logFile
 */
async function ready(url, exited, logFile, timeoutMs = 180_000) {
	const gone = exited.then((code) => ({ code }));
	const tail = () => readFileSync(logFile, 'utf8');
	for (const limit = Date.now() + timeoutMs; Date.now() < limit; ) {
		const ended = await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 250))]);
		if (ended)
			throw new Problem(
				`n8n ended while it was starting (exit code ${ended.code}).`,
				'its last words are below.',
				tail(),
			);
		const answer = await fetch(`${url}/healthz/readiness`).catch(() => undefined);
		if (answer?.ok) return;
	}
	throw new Problem(
		`n8n was not ready after ${timeoutMs / 1000} s.`,
		'its last words are below.',
		tail(),
	);
}

/**
 * Ends a process group: politely, then for certain.
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<unknown>} exited
 */
async function end(child, exited) {
	if (child.pid === undefined) return;
	if (child.exitCode === null && child.signalCode === null) {
		child.kill('SIGTERM');
		let timer;
		await Promise.race([exited, new Promise((resolve) => (timer = setTimeout(resolve, 8000)))]);
		clearTimeout(timer);
	}
	killGroup(child); // a remaining task runner, or a hanging n8n
	await exited;
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// the group is gone already
	}
}

module.exports = { bootN8n, spawnN8n };
