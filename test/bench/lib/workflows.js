'use strict';

/**
 * The same order in workflows as a builder would draw them. `node`: what a node's Settings tab holds.
 * @typedef {{ name: string, prompts: string[], relay: { baseUrl: string }, credentials: Record<string, { id: string, name: string }>, node?: object, concurrency?: number, requestsPerMinute?: number }} Order
 */

const SECONDS = 4;

/** @param {Order} order */
function ours({ name, prompts, credentials, node = {}, concurrency, requestsPerMinute }) {
	const parameters = {
		channel: 'openAi',
		prompt: '={{ $json.prompt }}',
		duration: SECONDS,
		options: { concurrency, requestsPerMinute },
	};
	return chain(
		name,
		prompts,
		[
			{
				...make('Video', 'n8n-nodes-sora2.sora2', 1, parameters),
				...node,
				credentials: { sora2Api: credentials.sora2Api },
			},
		],
		{ Video: [['Ok'], ...errorBranch(node)] },
	);
}

/** n8n's own node. @param {Order} order */
function openAi({ name, prompts, credentials, node = {} }) {
	const parameters = {
		resource: 'video',
		operation: 'generate',
		modelId: { __rl: true, mode: 'id', value: 'sora-2' },
		prompt: '={{ $json.prompt }}',
		seconds: SECONDS,
		options: {},
	};
	return chain(
		name,
		prompts,
		[
			{
				...make('Video', '@n8n/n8n-nodes-langchain.openAi', 2, parameters),
				...node,
				credentials: { openAiApi: credentials.openAiApi },
			},
		],
		{ Video: [['Ok'], ...errorBranch(node)] },
	);
}

/** n8n's own node for Veo. @param {Order} order */
function gemini({ name, prompts, credentials, node = {} }) {
	const parameters = {
		resource: 'video',
		operation: 'generate',
		modelId: { __rl: true, mode: 'id', value: 'models/veo-3.1-generate-preview' },
		prompt: '={{ $json.prompt }}',
		returnAs: 'video',
		options: { durationSeconds: 8 },
	};
	return chain(
		name,
		prompts,
		[
			{
				...make('Video', '@n8n/n8n-nodes-langchain.googleGemini', 1.2, parameters),
				...node,
				credentials: { googlePalmApi: credentials.googlePalmApi },
			},
		],
		{ Video: [['Ok'], ...errorBranch(node)] },
	);
}

/** A node that passes its items on: what n8n itself takes for them. @param {Order} order */
function passThrough({ name, prompts }) {
	return chain(name, prompts, [make('Video', 'n8n-nodes-base.noOp', 1, {})], { Video: [['Ok']] });
}

/** The bench's own node, which streams files into n8n's store. @param {Order & { key: string }} order */
function stream({ name, prompts, relay, key, concurrency }) {
	const parameters = { baseUrl: relay.baseUrl, key, atOnce: concurrency };
	return chain(name, prompts, [make('Video', 'CUSTOM.benchStream', 1, parameters)], {
		Video: [['Ok']],
	});
}

/** The bench's own node, which makes as few calls as possible. @param {Order} order */
function calls({ name, prompts, relay, credentials, concurrency }) {
	const parameters = {
		baseUrl: relay.baseUrl,
		prompt: '={{ $json.prompt }}',
		atOnce: concurrency,
	};
	const node = {
		...make('Video', 'CUSTOM.benchCalls', 1, parameters),
		credentials: { sora2Api: credentials.sora2Api },
	};
	return chain(name, prompts, [node], { Video: [['Ok']] });
}

/** What is usually built by hand: HTTP Request, Wait, HTTP Request, IF, back to Wait. @param {Order} order */
function loop({ name, prompts, relay, credentials, node = {} }) {
	const http = (title, parameters) => ({
		...make(title, 'n8n-nodes-base.httpRequest', 4.2, {
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			...parameters,
		}),
		credentials: { httpHeaderAuth: credentials.httpHeaderAuth },
	});
	const jsonBody = `={{ JSON.stringify({ model: "sora-2", prompt: $json.prompt, seconds: "${SECONDS}", size: "1280x720" }) }}`;
	const done = {
		id: 'c1',
		leftValue: '={{ $json.status }}',
		rightValue: 'completed',
		operator: { type: 'string', operation: 'equals' },
	};
	const options = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 };
	return chain(
		name,
		prompts,
		[
			{
				...http('Video', {
					method: 'POST',
					url: `${relay.baseUrl}/videos`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody,
					options: {},
				}),
				...node,
			},
			make('Wait', 'n8n-nodes-base.wait', 1.1, {
				resume: 'timeInterval',
				amount: 5,
				unit: 'seconds',
			}),
			http('Status', { url: `=${relay.baseUrl}/videos/{{ $json.id }}`, options: {} }),
			make('Done?', 'n8n-nodes-base.if', 2.2, {
				conditions: { options, conditions: [done], combinator: 'and' },
				options: {},
			}),
			http('Download', {
				url: `=${relay.baseUrl}/videos/{{ $json.id }}/content`,
				options: { response: { response: { responseFormat: 'file' } } },
			}),
		],
		{
			Video: [['Wait'], ...errorBranch(node)],
			Wait: [['Status']],
			Status: [['Done?']],
			'Done?': [['Download'], ['Wait']],
			Download: [['Ok']],
		},
	);
}

const errorBranch = ({ onError }) => (onError === 'continueErrorOutput' ? [['Failed']] : []);

function chain(name, prompts, nodes, wiring) {
	const fields = [{ id: 'f1', name: 'prompt', type: 'array', value: JSON.stringify(prompts) }];
	const all = [
		make('Manual Trigger', 'n8n-nodes-base.manualTrigger', 1, {}),
		make('Prompts', 'n8n-nodes-base.set', 3.4, {
			assignments: { assignments: fields },
			options: {},
		}),
		make('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'prompt', options: {} }),
		...nodes,
		make('Ok', 'n8n-nodes-base.noOp', 1, {}),
		make('Failed', 'n8n-nodes-base.noOp', 1, {}),
	].map((one, i) => ({ ...one, id: `n${i}`, position: [i * 208, 0] }));
	const wires = {
		'Manual Trigger': [['Prompts']],
		Prompts: [['Items']],
		Items: [['Video']],
		...wiring,
	};
	const connections = Object.fromEntries(
		Object.entries(wires).map(([from, outputs]) => [
			from,
			{ main: outputs.map((targets) => targets.map((node) => ({ node, type: 'main', index: 0 }))) },
		]),
	);
	return { name, nodes: all, connections, settings: { executionOrder: 'v1' } };
}

function make(name, type, typeVersion, parameters) {
	return { name, type, typeVersion, parameters };
}

module.exports = { calls, gemini, loop, openAi, ours, passThrough, stream };
