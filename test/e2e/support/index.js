'use strict';
const { startRelay } = require('../../relay');
const { Client, itemsOf } = require('../../n8n/lib/client');

/** The n8n that boot.js started. */
const { url, cookie, outDir, userFolder } = JSON.parse(process.env.SORA2_E2E);
const client = Object.assign(new Client(url), { cookie });
const KEY = 'sk-e2e';
const SORA = 'Sora 2 Generate';
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A relay of this file's own, and the credential that leads to it.
 * @param {object} [options] the relay's
 */
async function useRelay(options) {
	const relay = await startRelay({ keys: [KEY], jobMs: 300, ...options });
	const credential = await client.putCredential({
		name: `relay ${relay.url}`,
		data: { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' },
	});
	return { relay, credential };
}

let count = 0;

/**
 * Saves a small workflow: trigger, items, our node, one No Operation on each output.
 * @param {{ prompts: string[], credential: { id: string, name: string }, parameters?: object, node?: object,
 *   settings?: object, webhook?: string }} options `node`: the node's settings, e.g. onError
 */
async function workflowOf({
	prompts,
	credential,
	parameters = {},
	node = {},
	settings = {},
	webhook,
}) {
	const trigger = webhook
		? make(
				'Webhook Trigger',
				'n8n-nodes-base.webhook',
				2.1,
				{ path: webhook, httpMethod: 'POST', responseMode: 'onReceived', options: {} },
				0,
			)
		: make('Manual Trigger', 'n8n-nodes-base.manualTrigger', 1, {}, 0);
	if (webhook) trigger.webhookId = webhook;
	const fields = [{ id: 'f1', name: 'prompt', type: 'array', value: JSON.stringify(prompts) }];
	const nodes = [
		trigger,
		make(
			'Prompts',
			'n8n-nodes-base.set',
			3.4,
			{ assignments: { assignments: fields }, options: {} },
			1,
		),
		make('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'prompt', options: {} }, 2),
		{
			...make(
				SORA,
				'n8n-nodes-sora2.sora2',
				1,
				{ channel: 'reverse', prompt: '={{ $json.prompt }}', duration: 5, ...parameters },
				3,
			),
			...node,
		},
		make('Ok', 'n8n-nodes-base.noOp', 1, {}, 4),
		make('Failed', 'n8n-nodes-base.noOp', 1, {}, 5),
	];
	const to = (name) => [{ node: name, type: 'main', index: 0 }];
	const connections = {
		[trigger.name]: { main: [to('Prompts')] },
		Prompts: { main: [to('Items')] },
		Items: { main: [to(SORA)] },
		[SORA]: { main: [to('Ok'), ...(node.onError === 'continueErrorOutput' ? [to('Failed')] : [])] },
	};
	count += 1;
	const name = `e2e ${process.pid} ${Date.now()} ${count}`;
	return await client.putWorkflow(
		{ name, nodes, connections, settings: { executionOrder: 'v1', ...settings } },
		{ credential },
	);
}

function make(name, type, typeVersion, parameters, column) {
	return { id: `n${column}`, name, type, typeVersion, position: [column * 208, 0], parameters };
}

/**
 * Waits until a condition is true; fails with the last value seen.
 * @param {() => boolean | Promise<boolean>} test
 */
async function until(test, { timeoutMs = 20_000, what = 'the expected state' } = {}) {
	for (const limit = Date.now() + timeoutMs; Date.now() < limit; await pause(50))
		if (await test()) return;
	throw new Error(`${what} did not come within ${timeoutMs} ms`);
}

module.exports = {
	client,
	itemsOf,
	outDir,
	pause,
	SORA,
	KEY,
	until,
	userFolder,
	useRelay,
	workflowOf,
};
