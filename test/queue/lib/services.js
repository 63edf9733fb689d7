'use strict';
const { spawn, spawnSync } = require('node:child_process');
const {
	appendFileSync,
	chownSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
} = require('node:fs');
const { connect } = require('node:net');
const { delimiter, join } = require('node:path');
const { freePort, Problem } = require('../../n8n/lib');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isRoot = process.getuid?.() === 0;

/** @param {string} name @param {string[]} [more] folders beside those on the PATH @returns {string | undefined} */
function findProgram(name, more = []) {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...more];
	return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Debian keeps PostgreSQL's server programs off the PATH, a folder for each version. */
function postgresFolders() {
	const all = '/usr/lib/postgresql';
	if (!existsSync(all)) return [];
	return readdirSync(all)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(all, version, 'bin'));
}

/** The servers queue mode needs, as paths; undefined if one is missing. */
function findServices() {
	return {
		redis: findProgram('redis-server'),
		postgres: findProgram('postgres', postgresFolders()),
		initdb: findProgram('initdb', postgresFolders()),
	};
}

/** Installs missing ones, on Debian with sufficient rights. @returns {string[]} what is still missing */
function installServices() {
	const missing = () => {
		const found = findServices();
		return [
			...(found.redis ? [] : ['redis-server']),
			...(found.postgres && found.initdb ? [] : ['postgresql']),
		];
	};
	const wanted = missing();
	if (wanted.length > 0 && isRoot && findProgram('apt-get')) {
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		const apt = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] });
		// The installed servers must not start by themselves: the tests start their own.
		const install = ['install', '-y', '-qq', '--no-install-recommends', ...wanted];
		if (apt(...install).status !== 0) {
			apt('update', '-qq');
			apt(...install);
		}
	}
	return missing();
}

/** PostgreSQL refuses to run as root: there its own account runs it. */
function asPostgres(program, args) {
	return isRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args];
}

/** A server of ours that can be taken away and brought back, with its data and on its port. */
class Service {
	/** @param {{ name: string, port: number, log: string, command: [string, string[]], greets: (port: number) => Promise<boolean> }} options */
	constructor(options) {
		Object.assign(this, options);
	}

	async start() {
		// PostgreSQL refuses until the last process of the server that was killed has noticed.
		for (let tries = 5; tries > 0; tries -= 1, await pause(1000)) if (await this.launch()) return;
		throw new Problem(`${this.name} did not start.`, `read ${this.log}.`);
	}

	/** @returns {Promise<boolean>} whether it answers */
	async launch() {
		const log = openSync(this.log, 'a');
		const [program, args] = this.command;
		this.child = spawn(program, args, { stdio: ['ignore', log, log], detached: true });
		closeSync(log);
		const { child } = this;
		notePid(child.pid);
		this.exited = new Promise((resolve) => child.once('exit', resolve));
		this.atExit = () => signalGroup(child, 'SIGKILL');
		process.once('exit', this.atExit);
		for (let left = 150; left > 0; left -= 1) {
			if (await this.greets(this.port)) return true;
			if (child.exitCode !== null) break;
			await pause(100);
		}
		await this.stop();
		return false;
	}

	/** Takes it away at once, as a machine that loses power does. */
	async stop() {
		if (!this.child) return;
		signalGroup(this.child, 'SIGKILL');
		await this.exited;
		process.off('exit', this.atExit);
		this.child = undefined;
	}
}

/** Notes a process group for `run.js`, which ends it if the tests are interrupted. @param {number | undefined} pid */
function notePid(pid) {
	const { SORA2_QUEUE_PIDS: file } = process.env;
	if (file && pid) appendFileSync(file, `${pid}\n`);
}

function signalGroup(child, signal) {
	try {
		process.kill(-child.pid, signal);
	} catch {
		// gone already
	}
}

/** @param {Buffer | string} words what to say first @param {RegExp} answer @returns {(port: number) => Promise<boolean>} */
function greeting(words, answer) {
	return (port) =>
		new Promise((resolve) => {
			const socket = connect(port, '127.0.0.1', () => socket.write(words));
			const settle = (ok) => {
				socket.destroy();
				resolve(ok);
			};
			socket.once('data', (data) => settle(answer.test(data.toString('latin1'))));
			socket.once('error', () => settle(false));
			socket.setTimeout(2000, () => settle(false));
		});
}

/** @param {string} dir @returns {Promise<Service>} not started */
async function createRedis(dir) {
	const port = await freePort();
	const folder = join(dir, 'redis');
	mkdirSync(folder, { recursive: true });
	// What is queued must survive a restart, as it does in a setup worth the name.
	const kept = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
	return new Service({
		name: 'Redis',
		port,
		log: join(dir, 'redis.log'),
		command: [
			findServices().redis,
			['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...kept],
		],
		greets: greeting('PING\r\n', /^\+PONG/),
	});
}

/** @param {string} dir @returns {Promise<Service>} not started, its data folder made */
async function createPostgres(dir) {
	const port = await freePort();
	const data = join(dir, 'postgres');
	mkdirSync(data, { recursive: true, mode: 0o700 });
	if (isRoot) {
		const [uid, gid] = ['-u', '-g'].map((flag) =>
			Number(spawnSync('id', [flag, 'postgres']).stdout.toString()),
		);
		chownSync(data, uid, gid);
	}
	const { initdb, postgres } = findServices();
	const made = spawnSync(
		...asPostgres(initdb, ['-D', data, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8', '--no-sync']),
		{ cwd: '/' },
	);
	if (made.status !== 0)
		throw new Problem(
			'PostgreSQL made no data folder.',
			'read the output below.',
			String(made.stderr),
		);
	const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-c', 'fsync=off'];
	// The request for TLS is the one thing a server answers without a session: S or N.
	const tls = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
	return new Service({
		name: 'PostgreSQL',
		port,
		log: join(dir, 'postgres.log'),
		command: asPostgres(postgres, [...args, '-c', 'unix_socket_directories=']),
		greets: greeting(tls, /^[SN]/),
	});
}

module.exports = { notePid, createPostgres, createRedis, installServices };
