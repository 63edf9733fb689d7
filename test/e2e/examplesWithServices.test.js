'use strict';
/** The examples that end in somebody else's service, run from end to end; the others are in examples.test.js. */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { client, itemsOf, outDir, useRelay } = require('./support');
const { direct, fit, nodeOf } = require('./support/examples');
const { putGoogleCredential, readServices, setServices } = require('./support/services');
const { startOutside } = require('./support/outside');

const dir = join(outDir, 'with-services');
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

let relay;
let credentials;
beforeAll(async () => {
	mkdirSync(dir, { recursive: true });
	const used = await useRelay();
	relay = used.relay;
	credentials = { sora2Api: used.credential };
});
beforeEach(() => relay.reset());
afterAll(() => relay?.close());

const run = async (workflow) => {
	const execution = await client.run(await client.putWorkflow(workflow));
	expect(execution.data.resultData.error).toBeUndefined();
	expect(execution.status).toBe('success');
	return execution;
};

describe('sheet to Drive and Slack', () => {
	let workflow;
	beforeAll(async () => {
		const slackApi = await client.putCredential({
			name: 'Slack of the example',
			type: 'slackApi',
			data: { accessToken: 'xoxb-local' },
		});
		const googleApi = await putGoogleCredential();
		workflow = fit('sheet-to-drive-and-slack.json', {
			credentials: { ...credentials, slackApi },
			dir,
		});
		// A service account, because a login needs a person in a browser.
		for (const node of workflow.nodes.filter(({ type }) => /google/.test(type))) {
			node.parameters.authentication = 'serviceAccount';
			node.credentials = { googleApi };
			if (node.parameters.documentId) {
				node.parameters.documentId = { __rl: true, mode: 'id', value: 'doc1' };
				node.parameters.sheetName = { __rl: true, mode: 'id', value: '0' };
			}
		}
		const channelId = { __rl: true, mode: 'id', value: 'C0123456789' };
		Object.assign(nodeOf(workflow, 'Post the link').parameters, { channelId });
	});

	test('makes the new rows and writes the link or the reason back', async () => {
		const rows = [
			['prompt', 'status', 'link'],
			['a cat', 'done', 'earlier'],
			['a tree', '', ''],
			['a fight [[moderation]]', '', ''],
		];
		await setServices({ sheets: { doc1: { title: 'Videos', rows } } });
		await run(workflow);
		const { drive, sheets, slack } = await readServices();
		const [[id, file]] = Object.entries(drive);
		const link = `https://drive.google.com/file/d/${id}/view`;
		expect(sheets.doc1.rows[1]).toEqual(['a cat', 'done', 'earlier']);
		expect(sheets.doc1.rows[2]).toEqual(['a tree', 'done', link]);
		expect(sheets.doc1.rows[3][1]).toMatch(/declined the prompt/);
		expect(Buffer.from(file.data, 'base64').subarray(4, 8).toString()).toBe('ftyp');
		expect(slack.messages.map(({ text }) => text)).toEqual([expect.stringContaining(link)]);
		expect(relay.ledger.summary()).toMatchObject({ chargedJobs: 1, chargedUsd: 0.12 });

		await run(workflow);
		expect(relay.ledger.summary()).toMatchObject({ chargedJobs: 1 });
	});
});

describe('join clips with ffmpeg', () => {
	const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

	test('joins all clips in order into one film', async () => {
		const workflow = fit('join-clips-with-ffmpeg.json', { credentials, dir });
		// Without ffmpeg, putting the clips one behind the other still shows that the right files arrive, in order.
		const joining = nodeOf(workflow, 'Join').parameters;
		if (!hasFfmpeg)
			joining.command = joining.command.replace(
				/ffmpeg .*$/,
				`xargs -n 2 sh -c 'cat "$1"' _ < ${dir}/clips.txt > ${dir}/film.mp4`,
			);
		direct(workflow, ['[[size:20kB]]', '[[region*2]]', '[[size:30kB]]']);
		const execution = await run(workflow);
		const clips = itemsOf(execution, 'Save the clips').map(({ json }) => json.fileName);
		expect(clips).toHaveLength(3);
		expect(readFileSync(join(dir, 'clips.txt'), 'utf8')).toBe(
			clips.map((file) => `file '${file}'\n`).join(''),
		);
		const [{ binary }] = itemsOf(execution, 'The film');
		expect(binary.data.mimeType).toBe('video/mp4');
		if (hasFfmpeg) expect(secondsOf(join(dir, 'film.mp4'))).toBeCloseTo(4.5, 0);
		expect(relay.ledger.summary()).toMatchObject({ chargedJobs: 3 });
	});

	function secondsOf(file) {
		const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file];
		return Number(spawnSync('ffprobe', args, { encoding: 'utf8' }).stdout);
	}
});

describe('Telegram video bot', () => {
	let outside;
	beforeAll(async () => {
		outside = await startOutside();
		const telegramApi = await client.putCredential({
			name: `Telegram ${outside.url}`,
			type: 'telegramApi',
			data: { accessToken: '1:a', baseUrl: outside.url },
		});
		credentials = { ...credentials, telegramApi };
	});
	afterAll(() => outside?.close());
	beforeEach(() => {
		outside.messages.length = 0;
		outside.videos.length = 0;
	});

	/** The example as if somebody had written to the bot. */
	const say = async (text, chat = 123456789) => {
		const workflow = fit('telegram-bot.json', { credentials, dir });
		workflow.pinData = { Message: [{ json: { message: { text, chat: { id: chat } } } }] };
		return await run(workflow);
	};

	test('answers a prompt with the video', async () => {
		await say('a paper boat');
		const [{ jobId, prompt }] = relay.ledger.entries;
		expect(prompt).toBe('a paper boat');
		const headers = { authorization: 'Bearer sk-e2e' };
		const original = await fetch(`${relay.baseUrl}/videos/${jobId}/content`, { headers });
		expect(outside.videos.map(hash)).toEqual([hash(Buffer.from(await original.arrayBuffer()))]);
		expect(outside.messages.map(({ text }) => text)).toEqual([
			expect.stringContaining('one to twenty minutes'),
		]);
	});

	test('answers with the reason if there is no video', async () => {
		await say('a fight [[moderation]]');
		expect(outside.videos).toEqual([]);
		expect(outside.messages.at(-1)).toMatchObject({
			chat_id: 123456789,
			text: expect.stringMatching(/declined the prompt[\s\S]*Change the prompt/),
		});
	});

	test('makes nothing for a stranger', async () => {
		await say('a paper boat', 987);
		expect(outside.messages).toEqual([]);
		expect(relay.ledger.summary().submits).toBe(0);
	});
});
