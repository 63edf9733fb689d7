'use strict';
const { itemsOf } = require('../../n8n/lib');
const { startRelay } = require('../../relay');
const { buildWorkflow } = require('./workflows');

const KEY = 'sk-queue';
/** The Data Table of scenarios with a job ledger. */
const LEDGER = 'Videos';
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let count = 0;

/** @param {() => unknown} test @param {string} what @param {number} [timeoutMs] */
async function until(test, what, timeoutMs = 60_000) {
	for (const limit = Date.now() + timeoutMs; Date.now() < limit; await pause(100)) {
		const found = await test();
		if (found) return found;
	}
	throw new Error(`${what} did not come within ${timeoutMs / 1000} s`);
}

/** A relay of this scenario's own, and a published workflow that orders from it. */
async function setStage(cluster, { relay: options = {}, script = [], ...wanted }) {
	const relay = await startRelay({ keys: [KEY], jobMs: 8000, ...options });
	relay.script(script);
	const { client } = cluster;
	const credential = await client.putCredential({
		name: `relay ${relay.url}`,
		data: { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' },
	});
	count += 1;
	const path = `queue-${Date.now()}-${count}`;
	const { last, ...workflow } = buildWorkflow({ name: path, path, ...wanted });
	const saved = await client.putWorkflow(workflow, { credential });
	await client.activate(saved);
	return { cluster, relay, path, last, workflowId: saved.id };
}

/** Calls the webhook and returns the execution's ID as soon as a worker has it. */
async function begin({ cluster, path, workflowId }, prompts) {
	const response = await cluster.client.webhook(path, { prompts });
	if (response.status !== 200) throw new Error(`the webhook answered ${response.status}`);
	return await until(async () => {
		const [execution] = await cluster.client.executionsOf(workflowId);
		return execution && cluster.holderOf(execution.id) && execution.id;
	}, 'the execution');
}

/** What a fault may strike; each waits until the execution is there. */
const MOMENTS = {
	/** Two jobs are accepted and asked about, two orders are still to be sent. */
	generating: async ({ relay }) => {
		await until(() => relay.ledger.summary().accepted >= 2, 'two accepted jobs');
		await until(() => relay.requests.some(isPoll), 'a poll');
	},
	/** Two accepted jobs are in the job ledger, two orders are still to be sent. */
	writtenDown: async ({ cluster }) => {
		const isAccepted = ({ jobId }) => jobId !== null;
		await until(
			async () => (await cluster.client.rowsOf(LEDGER)).filter(isAccepted).length >= 2,
			'two jobs in the ledger',
		);
	},
	/** The order is charged, and its answer has not come. */
	answering: async ({ relay }) => {
		await until(() => relay.ledger.summary().accepted >= 1, 'an accepted job');
		await pause(500);
	},
	/** n8n's Wait node has put the execution away. */
	asleep: async ({ cluster }, id) => {
		await until(async () => (await askStatus(cluster, id)) === 'waiting', 'the sleep');
		await pause(1000);
	},
	/** The operation Wait asks about jobs an earlier node ordered. */
	collecting: async ({ relay }) => {
		await until(() => relay.requests.filter(isPoll).length >= 2, 'polls');
	},
};

const isPoll = ({ method, path }) =>
	method === 'GET' && /\/videos\/(?!generations$)[^/]+$/.test(path);
const askStatus = async (cluster, id) =>
	(await cluster.client.rest('GET', `/executions/${id}`)).status;

/** Faults around the node; `restore` restarts what is down afterwards. */
const FAULTS = {
	kill:
		(signal, ...who) =>
		async ({ cluster }, id) => {
			const names = who.map((name) => (name === 'worker' ? cluster.holderOf(id) : name));
			await cluster.kill(names, signal);
		},
	away:
		(service, ms) =>
		async ({ cluster }) => {
			await cluster[service].stop();
			await pause(ms);
			await cluster[service].start();
			// n8n looks after its database every two seconds, and is ready until it has looked.
			await pause(3000);
		},
	stop:
		() =>
		async ({ cluster }, id) =>
			await cluster.client.stop(id),
	/** The workflow's own timeout strikes. */
	nothing: () => async () => {},
};

/**
 * One row of the table: something breaks at a moment, everything is brought back, and the user presses Retry where n8n
 * offers it.
 * @returns {Promise<{ first: any, last: any, charged: number[], delivered: string[], failures: any[], relay: any }>}
 *   `first`: the execution as it ended by itself, `last`: its Retry, or the same if none was needed; `charged`: jobs
 *   charged for each prompt. `isLate`: the killed process returns after the execution has ended
 */
async function play(cluster, { prompts, moment, fault, isLate = false, ...wanted }) {
	// What an earlier row that failed has left behind.
	await cluster.restore();
	const stage = await setStage(cluster, wanted);
	const { relay } = stage;
	try {
		const id = await begin(stage, prompts);
		await MOMENTS[moment](stage, id);
		await fault(stage, id);
		if (!isLate) await cluster.restore();
		const first = await cluster.client.waitFor(id, { timeoutMs: 150_000 });
		await cluster.restore();
		const again = first.status !== 'success';
		const last = again ? await cluster.client.retry(id, { timeoutMs: 120_000 }) : first;
		return { first, last, relay, ...findingsOf(stage, prompts, last) };
	} finally {
		await relay.close();
	}
}

/** What the side that charges and the user see in the end. */
function findingsOf({ relay, last: name }, prompts, last) {
	const { entries } = relay.ledger;
	const out = [0, 1].flatMap((output) => itemsOf(last, name, output));
	return {
		charged: prompts.map(
			(prompt) =>
				entries.filter(
					(line) => line.prompt === prompt && line.charged > line.refunded && !line.deduped,
				).length,
		),
		delivered: out.filter((item) => item.json.status === 'completed').map((item) => item.json.id),
		failures: out.filter((item) => item.json.error).map((item) => item.json.error),
		bare: out.filter((item) => !item.json.error && item.json.id === undefined),
		ids: out.filter((item) => item.json.id).map((item) => item.json.id),
	};
}

/**
 * How a Retry ended. Where n8n stored the execution as it was before a Stop, with the Stop's error in it, it carries that
 * error along (2.41.1): the Retry runs to its end, and is shown as an error all the same.
 */
function statusOf(last, first) {
	const { error, runData } = last.data.resultData;
	const isOldError =
		error !== undefined && error.timestamp === first.data.resultData.error?.timestamp;
	return last.status === 'error' && isOldError && runData.Ok ? 'success' : last.status;
}

module.exports = { begin, FAULTS, KEY, LEDGER, MOMENTS, pause, play, setStage, statusOf, until };
