'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { client, itemsOf, outDir, useRelay } = require('./support');
const { checkParameters, descriptionOf } = require('./support/checkParameters');
const {
	canMakeTables,
	DIR,
	direct,
	fit,
	load,
	names,
	nodeOf,
	OURS,
} = require('./support/examples');
const { answerForm } = require('./support/forms');
const { startOutside } = require('./support/outside');
const { png } = require('./support/picture');

const isMp4 = (file) => readFileSync(file).subarray(4, 8).toString() === 'ftyp';

describe.each(names)('%s', (file) => {
	const workflow = load(file);
	let types;
	beforeAll(async () => (types = await (await client.raw('/types/nodes.json')).json()));

	test('n8n imports it unchanged', async () => {
		const saved = await client.putWorkflow({ ...workflow, name: `${workflow.name} as imported` });
		expect(saved.nodes.map((node) => node.name)).toEqual(workflow.nodes.map((node) => node.name));
		expect(saved.connections).toEqual(workflow.connections);
	});

	test('uses node types and versions that n8n has', () => {
		const unknown = workflow.nodes.filter((node) => !descriptionOf(types, node));
		expect(unknown.map((node) => `${node.type} ${node.typeVersion}`)).toEqual([]);
		expect(workflow.nodes.some((node) => OURS.test(node.type))).toBe(true);
	});

	test('sets only parameters that the nodes show', () => {
		const problems = workflow.nodes.flatMap((node) =>
			checkParameters(node, descriptionOf(types, node)).map(
				(problem) => `${node.name}: ${problem}`,
			),
		);
		expect(problems).toEqual([]);
	});

	test('connects only its own nodes and leaves none unconnected', () => {
		const all = new Set(workflow.nodes.map((node) => node.name));
		const targets = Object.values(workflow.connections).flatMap((outputs) =>
			Object.values(outputs)
				.flat(2)
				.map((to) => to.node),
		);
		expect(
			[...Object.keys(workflow.connections), ...targets].filter((name) => !all.has(name)),
		).toEqual([]);
		const linked = new Set([...Object.keys(workflow.connections), ...targets]);
		expect(
			workflow.nodes.filter(
				(node) => node.type !== 'n8n-nodes-base.stickyNote' && !linked.has(node.name),
			),
		).toEqual([]);
	});

	test('a note says what it does, what it costs and what to fill in', () => {
		const [note] = workflow.nodes.filter((node) => node.type === 'n8n-nodes-base.stickyNote');
		expect(note.parameters.content).toMatch(new RegExp(`^## ${workflow.name}\n`));
		expect(note.parameters.content).toMatch(/\$\d/);
		expect(note.parameters.content).toMatch(/credential/);
	});

	test('contains no host, no key and no credential ID', () => {
		expect(JSON.stringify(workflow)).not.toMatch(/https?:|localhost|127\.0\.0\.1|sk-/);
		const ids = workflow.nodes.flatMap((node) =>
			Object.values(node.credentials ?? {}).map(({ id }) => id),
		);
		expect(ids.filter((id) => id !== '')).toEqual([]);
	});

	test('nodes are on the grid without overlaps, with names in sentence case', () => {
		for (const { name, position } of workflow.nodes) {
			expect(position.filter((place) => Math.abs(place % 16) > 0)).toEqual([]);
			expect(name).toMatch(/^[A-Z]/);
		}
		const boxes = workflow.nodes.map(boxOf);
		const overlaps = boxes.flatMap((a, i) =>
			boxes
				.slice(i + 1)
				.filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
				.map((b) => `${a.name} / ${b.name}`),
		);
		expect(overlaps).toEqual([]);
	});

	test('is listed in the README', () => {
		expect(readFileSync(join(DIR, 'README.md'), 'utf8')).toContain(`(${file})`);
	});
});

test('the README lists no example that does not exist', () => {
	const listed = [
		...readFileSync(join(DIR, 'README.md'), 'utf8').matchAll(/\(([\w-]+\.json)\)/g),
	].map(([, file]) => file);
	expect(listed.sort()).toEqual(readdirSync(DIR).filter((file) => file.endsWith('.json')));
});

test.each([
	[{ operation: 'generate', promt: 'a' }, 'promt: no such parameter'],
	[{ operation: 'get', prompt: 'a' }, 'prompt: not shown here'],
	[{ channel: 'sora' }, "channel: 'sora' cannot be chosen"],
	[{ duration: '5' }, 'duration: "5" is no number'],
	[{ options: { inputreference: 'data' } }, 'options.inputreference: no such parameter'],
	[{ operation: 'wait', options: { endImage: 'end' } }, 'options.endImage: not shown here'],
	[{ again: true }, 'again: not shown here'],
])('the check of parameters detects %j', async (parameters, problem) => {
	const types = await (await client.raw('/types/nodes.json')).json();
	const node = { name: 'Sora', type: 'n8n-nodes-sora2.sora2', typeVersion: 1, parameters };
	expect(checkParameters(node, descriptionOf(types, node))).toEqual([problem]);
});

/** What a node covers on the canvas, its name below it included. */
function boxOf({ name, type, position: [x, y], parameters }) {
	if (type === 'n8n-nodes-base.stickyNote')
		return { name, x, y, w: parameters.width, h: parameters.height };
	return { name, x, y, w: /\.agent$/.test(type) ? 256 : 96, h: 144 };
}

describe('running the examples', () => {
	const dir = join(outDir, 'examples');
	let relay;
	let credentials;
	beforeAll(async () => {
		mkdirSync(dir, { recursive: true });
		const used = await useRelay();
		relay = used.relay;
		credentials = { sora2Api: used.credential };
	});
	beforeEach(() => relay.reset());
	afterAll(() => relay.close());

	const run = async (workflow) => {
		const execution = await client.run(await client.putWorkflow(workflow));
		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
		return execution;
	};
	const all = (execution, name, output = 0) =>
		(execution.data.resultData.runData[name] ?? []).flatMap(
			(one) => one.data?.main?.[output] ?? [],
		);
	const saved = (execution, name = 'Save the video') =>
		all(execution, name).map((item) => item.json.fileName);
	const charged = () => relay.ledger.summary();

	const testTables = canMakeTables ? test : test.skip;
	testTables(
		'batch from a table: writes every result into its row, and makes nothing twice',
		async () => {
			const workflow = fit('batch-from-a-table.json', { credentials, dir });
			const table = `Sora 2 videos ${Date.now()}`;
			for (const node of workflow.nodes)
				node.parameters = JSON.parse(
					JSON.stringify(node.parameters).replaceAll('Sora 2 videos', table),
				);
			const prompts = direct(workflow, ['', '[[region*2]]', '[[moderation]]']);
			const first = await run(workflow);
			const files = saved(first);
			expect(files).toHaveLength(2);
			expect(files.every(isMp4)).toBe(true);
			const rows = [
				...itemsOf(first, 'Write the result'),
				...itemsOf(first, 'Write the reason'),
			].map((item) => item.json);
			expect(rows.map((row) => [row.prompt, row.status]).sort()).toEqual(
				prompts.map((prompt, i) => [prompt, i < 2 ? 'completed' : 'failed']).sort(),
			);
			expect(rows[0]).toMatchObject({
				usd: 0.12,
				videoId: expect.stringMatching(/./),
				file: expect.stringContaining('.mp4'),
			});
			expect(rows[2].reason).toMatch(/moderation|content/i);
			expect(charged()).toMatchObject({ chargedJobs: 2, chargedUsd: 0.24 });

			const submits = charged().submits;
			const second = await run(workflow);
			expect(itemsOf(second, 'Rows without a video')).toEqual([]);
			expect(charged().submits).toBe(submits);
		},
	);

	test('image to video: the picture is sent in the size of the video', async () => {
		const workflow = fit('image-to-video.json', { credentials, dir });
		const canEdit = spawnSync('gm', ['version']).status === 0;
		// Without GraphicsMagick the two Edit Image nodes stand aside, and the picture has the right size already.
		if (!canEdit)
			for (const name of ['Look at its size', 'Fill 1280 x 720'])
				Object.assign(nodeOf(workflow, name), {
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					parameters: {},
				});
		const picture = join(dir, 'picture.jpg');
		writeFileSync(picture, canEdit ? png(1000, 900) : png(1280, 720));
		const execution = await run(workflow);
		expect(saved(execution).every(isMp4)).toBe(true);
		expect(relay.requests.find((one) => one.method === 'POST').form.input_reference).toMatchObject({
			size: expect.any(Number),
		});
		expect(charged()).toMatchObject({ chargedJobs: 1, chargedUsd: 0.8 });
	});

	test('submit now, collect later: an unfinished job waits again, and nothing is ordered again', async () => {
		const workflow = fit('submit-now-collect-later.json', { credentials, dir });
		direct(workflow, ['', '[[jobMs:4000]]']);
		Object.assign(nodeOf(workflow, 'Sleep').parameters, { amount: 1, unit: 'seconds' });
		nodeOf(workflow, 'Collect').parameters.options.timeout = 1;
		const execution = await run(workflow);
		const files = saved(execution);
		expect(files).toHaveLength(2);
		expect(files.every(isMp4)).toBe(true);
		expect(all(execution, 'Still running?').length).toBeGreaterThan(0);
		expect(all(execution, 'Failed')).toEqual([]);
		expect(charged()).toMatchObject({
			submits: 2,
			chargedJobs: 2,
			chargedUsd: 2,
			deliveredJobs: 2,
		});
	});

	test.each([
		['2', 1, 0.36 + 2.4],
		['None', 0, 0.36],
	])('draft on reverse, final on relay: picking "%s" makes %i final', async (pick, finals, usd) => {
		const workflow = fit('draft-on-reverse-final-on-relay.json', { credentials, dir });
		const id = await client.start(await client.putWorkflow(workflow));
		const page = await answerForm(id, [pick]);
		expect(page).toContain('draft-1.mp4');
		const execution = await client.waitFor(id);
		expect(execution.status).toBe('success');
		expect(
			saved(execution, 'Save the draft').map((file) => isMp4(file) && file.match(/draft-\d/)[0]),
		).toEqual(['draft-1', 'draft-2', 'draft-3']);
		const made = itemsOf(execution, 'Final');
		expect(made).toHaveLength(finals);
		if (finals) {
			expect(made[0].json).toMatchObject({ channel: 'relay', resolution: '1080p', duration: 8 });
			expect(relay.ledger.entries.at(-1).prompt).toContain('white orchids');
			expect(saved(execution, 'Save the final').every(isMp4)).toBe(true);
		}
		expect(charged().chargedUsd).toBeCloseTo(usd);
	});

	test.each([
		['Yes', 1, 3],
		['No', 0, 0],
	])('cost gate: above the budget it asks, and "%s" makes %i', async (answer, count, usd) => {
		const id = await client.start(
			await client.putWorkflow(fit('cost-gate-with-approval.json', { credentials, dir })),
		);
		const page = await answerForm(id, [answer]);
		expect(page).toContain('$3 to $5');
		expect(charged().submits).toBe(0);
		const execution = await client.waitFor(id);
		expect(execution.status).toBe('success');
		expect(saved(execution).filter((file) => existsSync(file))).toHaveLength(count);
		expect(charged()).toMatchObject({ chargedJobs: count, chargedUsd: usd });
	});

	test('cost gate: within the budget it does not ask', async () => {
		const workflow = fit('cost-gate-with-approval.json', { credentials, dir });
		nodeOf(workflow, 'Order').parameters.assignments.assignments.find(
			(one) => one.name === 'budgetUsd',
		).value = 10;
		const execution = await run(workflow);
		expect(saved(execution).every(isMp4)).toBe(true);
		expect(charged()).toMatchObject({ chargedJobs: 1, chargedUsd: 3 });
	});

	describe('save to S3 and tell Telegram', () => {
		let outside;
		let workflow;
		beforeAll(async () => {
			outside = await startOutside();
			const s3 = await client.putCredential({
				name: `S3 ${outside.url}`,
				type: 's3',
				data: {
					endpoint: outside.url,
					region: 'us-east-1',
					accessKeyId: 'a',
					secretAccessKey: 'b',
					forcePathStyle: true,
				},
			});
			const telegramApi = await client.putCredential({
				name: `Telegram ${outside.url}`,
				type: 'telegramApi',
				data: { accessToken: '1:a', baseUrl: outside.url },
			});
			credentials = { ...credentials, s3, telegramApi };
		});
		beforeEach(() => {
			outside.files.clear();
			outside.messages.length = 0;
			workflow = fit('save-to-s3-and-tell-telegram.json', { credentials, dir });
			for (const node of workflow.nodes)
				if (/telegram$/.test(node.type)) node.parameters.chatId = '42';
			nodeOf(workflow, 'Upload to S3').waitBetweenTries = 100;
		});
		afterAll(() => outside.close());

		test('stores the videos and reports success and failure', async () => {
			const prompts = direct(workflow, ['', '[[moderation]]']);
			await run(workflow);
			const [[path, bytes]] = outside.files;
			expect(path).toMatch(/^\/my-videos\/[\w-]+\.mp4$/);
			expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
			const texts = outside.messages.map((message) => message.text);
			expect(texts).toHaveLength(2);
			expect(texts.find((text) => text.includes(prompts[0]))).toContain('It cost $0.12');
			expect(texts.find((text) => text.includes(prompts[1]))).toMatch(
				/not in your bucket.*moderation/is,
			);
			expect(charged()).toMatchObject({ chargedJobs: 1 });
		});

		test('a failed upload is reported with the ID and makes no second video', async () => {
			outside.refuseUploads = true;
			direct(workflow, ['']);
			await run(workflow);
			expect(outside.files.size).toBe(0);
			expect(outside.messages.map((message) => message.text)).toEqual([
				expect.stringContaining(`and this ID: ${relay.ledger.entries[0].jobId}`),
			]);
			expect(charged()).toMatchObject({ submits: 1, chargedJobs: 1 });
		});
	});
});
