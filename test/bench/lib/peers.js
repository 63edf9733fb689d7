'use strict';
const workflows = require('./workflows');

/** Who is measured. `id` is used in figures, `name` in tables. */
const PEERS = {
	ours: { name: 'this node', workflow: workflows.ours },
	openAi: { name: "n8n's OpenAI node", workflow: workflows.openAi },
	gemini: { name: "n8n's Google Gemini node", workflow: workflows.gemini },
	loop: { name: 'HTTP Request + Wait(5 s) loop', workflow: workflows.loop },
	bare: { name: 'bare undici client' },
	stream: { name: "n8n's own stream into its store", workflow: workflows.stream },
	calls: { name: "n8n's own calls", workflow: workflows.calls },
	passThrough: { name: 'a node that passes items on', workflow: workflows.passThrough },
};

const KEY = 'sk-bench';

/**
 * What each peer logs in with.
 * @param {import('../../n8n/lib/client').Client} client @param {{ baseUrl: string }} relay @param {{ url: string }} veo
 */
async function putCredentials(client, relay, veo) {
	return {
		sora2Api: await client.putCredential({
			name: 'bench',
			data: { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' },
		}),
		openAiApi: await client.putCredential({
			name: 'bench',
			type: 'openAiApi',
			data: { apiKey: KEY, url: relay.baseUrl },
		}),
		googlePalmApi: await client.putCredential({
			name: 'bench',
			type: 'googlePalmApi',
			data: { apiKey: KEY, host: veo.url },
		}),
		httpHeaderAuth: await client.putCredential({
			name: 'bench',
			type: 'httpHeaderAuth',
			data: { name: 'Authorization', value: `Bearer ${KEY}` },
		}),
	};
}

/**
 * Runs one workflow and tells what came of it.
 * @param {any} scene @param {string} peer
 * @param {{ jobs: { prompt: string }[], node?: object, concurrency?: number, requestsPerMinute?: number, timeoutMs?: number }} order
 */
async function runPeer(scene, peer, { jobs, timeoutMs = 900_000, ...order }) {
	const { client } = scene.n8n;
	scene.count += 1;
	const name = `bench ${scene.count} ${peer}`;
	const prompts = jobs.map((job) => job.prompt);
	const workflow = await client.putWorkflow(
		PEERS[peer].workflow({
			name,
			prompts,
			relay: scene.relay,
			credentials: scene.credentials,
			key: KEY,
			...order,
		}),
	);
	const id = await client.start(workflow);
	// Each look costs the n8n that is measured; the times are its own, so rare looks make no figure worse.
	const execution = await client.waitFor(id, { timeoutMs, everyMs: 1000 });
	return {
		status: execution.status,
		seconds: (Date.parse(execution.stoppedAt) - Date.parse(execution.startedAt)) / 1000,
		delivered: allItems(execution, 'Ok').filter((item) => Object.keys(item.binary ?? {}).length > 0)
			.length,
		failed: allItems(execution, 'Failed').length,
		why: execution.data.resultData.error?.message,
	};
}

/** What came to a node in all its runs: a loop gives its items away in several. */
function allItems(execution, node) {
	return (execution.data.resultData.runData[node] ?? []).flatMap(
		(run) => run.data?.main?.[0] ?? [],
	);
}

module.exports = { KEY, PEERS, putCredentials, runPeer };
