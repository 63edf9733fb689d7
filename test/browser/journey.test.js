'use strict';
/** The way of somebody who has never seen the node: find it, connect it, fill it in, run it, watch the video. */
const { KEY, SORA, client, useRelay, workflowOf } = require('../e2e/support');
const { Editor } = require('./editor');

const LOOKS = [
	{ theme: 'light', width: 1440, height: 900 },
	{ theme: 'dark', width: 1024, height: 768 },
];

let relay;
let credential;
beforeAll(async () => ({ relay, credential } = await useRelay()));
beforeEach(() => relay.reset());
afterAll(() => relay?.close());

describe('texts', () => {
	let editor;
	beforeAll(async () => (editor = await Editor.open()));
	afterAll(() => editor?.close());

	test('the node is found by the words people search for', async () => {
		await editor.openWorkflow();
		for (const words of ['sora', 'text-to-video', 'generate video', 'ai video', 'veo'])
			expect({ words, found: await editor.search(words) }).toEqual({
				words,
				found: expect.arrayContaining(['Sora 2']),
			});
	});

	test('Generate a video comes first and adds the node under its own name', async () => {
		await editor.openFirstWorkflow();
		await editor.search('sora');
		await editor.choose('Sora 2');
		await editor.get('node-creator-item-name').getByText('Generate a video').waitFor();
		const actions = await editor.get('node-creator-item-name').allInnerTexts();
		expect(actions.filter((name) => /video/i.test(name))[0]).toBe('Generate a video');
		await editor.page.getByText(/^Triggers \(/).click();
		await editor.get('node-creator-item-name').getByText('On video finished').waitFor();
		await editor.choose('Generate a video');
		await editor.get('node-parameters').waitFor();
		expect(await editor.get('node-title-container').innerText()).toContain(SORA);
	});

	test('a new credential says whether it works, and why not', async () => {
		const workflow = await workflowOf({ prompts: ['a cat'], credential });
		await editor.openWorkflow(workflow.id);
		await editor.openNode(SORA);
		const dialog = await editor.openNewCredential();
		expect(await dialog.labels()).toEqual(
			expect.arrayContaining(['API Key', 'Base URL', 'Authentication Header']),
		);
		await dialog.fill('baseUrl', relay.baseUrl);
		await dialog.fill('apiKey', 'sk-wrong');
		expect(await dialog.save()).toMatch(/The API key was refused/);
		await dialog.fill('apiKey', KEY);
		await dialog.fill('baseUrl', relay.url);
		expect(await dialog.save()).toMatch(/No video API at this address/);
		await dialog.fill('baseUrl', relay.baseUrl);
		expect(await dialog.save()).toBe('');
	});

	test('a refused prompt shows what happened and what to do on the error branch', async () => {
		const prompts = ['a tree', 'a cat [[region*inf]]'];
		const workflow = await workflowOf({
			prompts,
			credential,
			node: { onError: 'continueErrorOutput' },
		});
		await editor.openWorkflow(workflow.id);
		await editor.executeWorkflow();
		expect(await editor.edgeLabels()).toEqual(expect.arrayContaining(['1 item', '1 item']));
		await editor.openNode(SORA);
		await editor.showBranch('Error');
		await editor.show('table');
		await editor.waitForOutput('taken to come from Myanmar');
		await editor.waitForOutput('Nothing was charged');
		await editor.waitForOutput('unsupported_country_code');
	});

	test('switching to Estimate and back loses nothing', async () => {
		const parameters = {
			channel: 'relay',
			prompt: 'a paper boat',
			duration: 12,
			aspectRatio: '9:16',
			resolution: '1080p',
			options: { timeout: 77 },
		};
		const workflow = await workflowOf({ prompts: ['a cat'], credential, parameters });
		await editor.openWorkflow(workflow.id);
		await editor.openNode(SORA);
		await editor.pick('operation', 'Estimate');
		await editor.pick('operation', 'Generate');
		await editor.saved(workflow.id);
		const { nodes } = await client.rest('GET', `/workflows/${workflow.id}`);
		expect(nodes.find(({ name }) => name === SORA).parameters).toMatchObject(parameters);
	});

	test('a node without a prompt is marked before anything is ordered', async () => {
		const workflow = await workflowOf({ prompts: [''], credential, parameters: { prompt: '' } });
		await editor.openWorkflow(workflow.id);
		expect(await editor.issuesOf(SORA)).toMatch(/Parameter "Prompt" is required/);
		expect(relay.ledger.summary().submits).toBe(0);
	});
});

describe.each(LOOKS)('in $theme at $width pixels', (look) => {
	let editor;
	beforeAll(async () => (editor = await Editor.open(look)));
	afterAll(() => editor?.close());

	test('every field has a label, and no label or choice is cut off', async () => {
		const workflow = await workflowOf({ prompts: ['a cat'], credential });
		await editor.openWorkflow(workflow.id);
		await editor.openNode(SORA);
		const labels = await editor.labels();
		expect(labels.slice(0, 8)).toEqual([
			'Resource',
			'Operation',
			'Channel',
			'Model',
			'Prompt',
			'Duration (Seconds)',
			'Aspect Ratio',
			'Resolution',
		]);
		expect(await editor.cutTexts()).toEqual([]);
		const channels = await editor.listOf('channel');
		expect(channels.map((text) => text.split('\n')[0])).toEqual(
			expect.arrayContaining(['Official Reverse', 'Official Relay', 'OpenRouter']),
		);
		expect(channels.filter((text) => !text.includes('\n'))).toEqual([]);
	});

	test('the icon stands out against its panel', async () => {
		const icons = await editor.iconContrasts();
		expect(icons.length).toBeGreaterThan(0);
		for (const { element, contrast } of icons)
			expect({ element, enough: contrast >= 3 }).toEqual({ element, enough: true });
	});

	test('from a prompt to a playing video', async () => {
		const workflow = await workflowOf({
			prompts: ['a paper boat'],
			credential,
			node: { retryOnFail: true },
		});
		await editor.openWorkflow(workflow.id);
		await editor.openNode(SORA);
		await editor.executeStep();
		expect(await editor.output()).toMatch(/1 item/);
		const { error, ...video } = await editor.playVideo();
		expect({ error, ...video }).toEqual({
			error: undefined,
			currentTime: expect.any(Number),
			duration: 1.5,
			videoWidth: 1280,
			videoHeight: 720,
		});
		expect(video.currentTime).toBeGreaterThan(0);
		expect(relay.ledger.summary()).toMatchObject({ chargedJobs: 1 });
	});
});
