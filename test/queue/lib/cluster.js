'use strict';
const { mkdtempSync, readFileSync, realpathSync, rmSync, chmodSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Client, freePort, spawnN8n } = require('../../n8n/lib');
const { createPostgres, createRedis, notePid } = require('./services');

/**
 * Short times, so that n8n notices a dead worker in seconds and not in minutes: a lock of 10 s that is renewed every 2 s
 * (n8n: 60 and 10), a look for stalled jobs every 4 s (30).
 */
const SHORT = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '4000',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '3',
};

/** Queue mode on this machine: Redis, PostgreSQL, one main, two workers, each n8n with a separate folder. */
class Cluster {
	/**
	 * @param {{ node: string, tarball: string, env?: Record<string, string> }} options `env`: for every n8n
	 */
	static async boot({ node, tarball, env = {} }) {
		const home = realpathSync(mkdtempSync(join(tmpdir(), 'sora2-queue-')));
		chmodSync(home, 0o755); // PostgreSQL's account reads below it
		const cluster = new Cluster();
		Object.assign(cluster, { home, node, members: {}, ports: {} });
		try {
			cluster.redis = await createRedis(home);
			cluster.postgres = await createPostgres(home);
			await Promise.all([cluster.redis.start(), cluster.postgres.start()]);
			cluster.env = { ...SHORT, ...cluster.connections(), ...env };
			// Main makes the tables; workers that find none end.
			await cluster.start('main', { tarball });
			await Promise.all(['worker1', 'worker2'].map((name) => cluster.start(name, { tarball })));
			return cluster;
		} catch (error) {
			await cluster.close();
			throw error;
		}
	}

	connections() {
		return {
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: 'queue-test-encryption-key',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(this.redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(this.postgres.port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_PASSWORD: 'n8n',
		};
	}

	/** @param {'main' | 'worker1' | 'worker2'} name @param {{ tarball?: string }} [options] */
	async start(name, { tarball } = {}) {
		this.ports[name] ??= await freePort();
		const member = await spawnN8n({
			node: this.node,
			tarball,
			userFolder: join(this.home, name),
			port: this.ports[name],
			command: name === 'main' ? 'start' : 'worker',
			env: this.env,
		});
		this.members[name] = member;
		notePid(member.pid);
		await member.ready();
		if (name !== 'main') return;
		this.client = new Client(member.url);
		await this.client.becomeOwner();
	}

	/** Brings back whatever is down: services first, then main, then the workers. */
	async restore() {
		for (const service of [this.redis, this.postgres]) if (!service.child) await service.start();
		const down = [];
		for (const name of ['main', 'worker1', 'worker2']) {
			const ended = await Promise.race([this.members[name]?.exited ?? true, false]);
			if (ended !== false) down.push(name);
		}
		for (const name of down) await this.members[name]?.stop();
		await Promise.all(down.map((name) => this.start(name)));
		// Who has lost its database for a moment refuses everything until it has it back.
		await Promise.all(Object.values(this.members).map((member) => member.ready()));
	}

	/** Sends a signal and waits until the processes are gone, with everything they had started. */
	async kill(names, signal) {
		const members = names.map((name) => this.members[name]);
		for (const { pid } of members) process.kill(pid, signal);
		await Promise.all(members.map(({ exited }) => exited));
		await Promise.all(members.map((member) => member.stop()));
	}

	/** Which worker runs an execution, by its log. @param {string} id @returns {'worker1' | 'worker2' | undefined} */
	holderOf(id) {
		return ['worker1', 'worker2'].find((name) =>
			this.log(name).includes(`Worker started execution ${id} `),
		);
	}

	/** How many executions a worker has finished since it was started. */
	finishedBy(name) {
		return this.log(name).split('Worker finished execution').length - 1;
	}

	log(name) {
		return readFileSync(this.members[name].logFile, 'utf8');
	}

	async close() {
		await Promise.all(Object.values(this.members).map((member) => member.stop()));
		await Promise.all([this.redis?.stop(), this.postgres?.stop()]);
		if (!process.env.SORA2_QUEUE_KEEP)
			rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
	}
}

module.exports = { Cluster };
