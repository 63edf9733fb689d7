'use strict';
const TYPE = 'n8n-nodes-sora2.sora2';

const make = (name, type, typeVersion, parameters, more = {}) => ({
	id: name.replace(/\W/g, ''),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
	...more,
});

/** A webhook that takes `{ prompts }`, and one item for each. */
function entrance(path) {
	return [
		make(
			'Webhook',
			'n8n-nodes-base.webhook',
			2.1,
			{ path, httpMethod: 'POST', responseMode: 'onReceived', options: {} },
			{ webhookId: path },
		),
		make('Items', 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: 'body.prompts',
			options: { destinationFieldName: 'prompt' },
		}),
	];
}

const generate = (node, options) =>
	make(
		'Generate',
		TYPE,
		1,
		{ channel: 'openAi', prompt: '={{ $json.prompt }}', duration: 4, options },
		node,
	);
const submit = () =>
	make('Submit', TYPE, 1, {
		operation: 'submit',
		channel: 'openAi',
		prompt: '={{ $json.prompt }}',
		duration: 4,
	});
const collect = (node) =>
	make(
		'Collect',
		TYPE,
		1,
		{ operation: 'wait', channel: 'openAi', videoId: '={{ $json.id }}' },
		node,
	);
/** From 65 s on, n8n's Wait node sleeps in the database and occupies no worker. */
const sleep = () =>
	make(
		'Sleep',
		'n8n-nodes-base.wait',
		1.1,
		{ amount: 66, unit: 'seconds' },
		{ webhookId: 'sleep' },
	);

/**
 * A workflow in one line: the entrance and the named nodes one after the other; a No Operation takes each output of the last.
 * @param {{ name: string, path: string, shape: 'generate' | 'submit' | 'collect' | 'later', node?: object, options?: object, settings?: object }} wanted
 *   `node`: the Settings tab of the last node of ours
 */
function buildWorkflow({ name, path, shape, node = {}, options = {}, settings = {} }) {
	const line = {
		generate: () => [generate(node, options)],
		submit: () => [submit()],
		collect: () => [submit(), collect(node)],
		later: () => [submit(), sleep(), collect(node)],
	}[shape]();
	const nodes = [...entrance(path), ...line];
	const connections = {};
	const to = (target) => [{ node: target, type: 'main', index: 0 }];
	for (let i = 0; i + 1 < nodes.length; i += 1)
		connections[nodes[i].name] = { main: [to(nodes[i + 1].name)] };
	const last = nodes.at(-1).name;
	connections[last] = { main: [to('Ok'), to('Failed')] };
	nodes.push(
		make('Ok', 'n8n-nodes-base.noOp', 1, {}),
		make('Failed', 'n8n-nodes-base.noOp', 1, {}),
	);
	return { name, nodes, connections, last, settings: { executionOrder: 'v1', ...settings } };
}

module.exports = { buildWorkflow };
