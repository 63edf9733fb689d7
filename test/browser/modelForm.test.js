'use strict';
/** The form's choices for a model whose endpoint publishes what it takes, and its estimate. */
const { KEY, SORA, client, useRelay, workflowOf } = require('../e2e/support');
const { Editor } = require('./editor');

let relay;
let credential;
let editor;
beforeAll(async () => {
	({ relay } = await useRelay());
	credential = await client.putCredential({
		name: `models ${relay.url}`,
		data: { apiKey: KEY, baseUrl: `${relay.url}/api/v1`, authHeader: 'bearer' },
	});
	editor = await Editor.open();
});
afterAll(async () => {
	await editor?.close();
	await relay?.close();
});

const named = (value) => ({
	channel: 'openRouter',
	model: { __rl: true, mode: 'id', value },
	resolution: 'auto',
	aspectRatio: 'auto',
});
const firstLines = (entries) => entries.map((entry) => entry.split('\n')[0].split(' ')[0]);

test.each([
	['google/veo-3.1', ['Automatic', '720p', '1080p', '4k'], ['Automatic', '16:9', '9:16']],
	[
		'alibaba/wan-3.0',
		['Automatic', '480p', '720p', '1080p'],
		['Automatic', '16:9', '9:16', '1:1', '4:3', '3:4'],
	],
	[
		'minimax/hailuo-3-max',
		['Automatic', '480p', '768p'],
		['Automatic', '16:9', '1:1', '4:3', '21:9'],
	],
])('the lists of %s contain what it takes', async (model, resolutions, ratios) => {
	const parameters = { ...named(model), duration: 8 };
	const workflow = await workflowOf({ prompts: ['a cat'], credential, parameters });
	await editor.openWorkflow(workflow.id);
	await editor.openNode(SORA);
	expect(firstLines(await editor.listOf('resolution'))).toEqual(resolutions);
	expect(firstLines(await editor.listOf('aspectRatio'))).toEqual(ratios);
});

test('an estimate shows the credential once a model is named, then returns its price', async () => {
	const parameters = {
		operation: 'estimate',
		duration: 8,
		resolution: '720p',
		channel: 'openRouter',
	};
	const workflow = await workflowOf({ prompts: ['a cat'], credential, parameters });
	await editor.openWorkflow(workflow.id);
	await editor.openNode(SORA);
	expect(await editor.get('node-credentials-select').count()).toBe(0);
	const { model } = named('google/veo-3.1');
	const priced = await workflowOf({
		prompts: ['a cat'],
		credential,
		parameters: { ...parameters, model },
	});
	await editor.openWorkflow(priced.id);
	await editor.executeWorkflow();
	await editor.openNode(SORA);
	expect(await editor.get('node-credentials-select').count()).toBe(1);
	await editor.show('json');
	await editor.waitForOutput("By the endpoint's own list");
});
