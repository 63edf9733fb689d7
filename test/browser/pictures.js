'use strict';
/** Writes the pictures of the documentation from the tested n8n and package. */
const { spawnSync } = require('node:child_process');
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');
const { client, KEY, outDir, SORA, useRelay } = require('../e2e/support');
const { fit, load, names } = require('../e2e/support/examples');
const { exampleWorkflow } = require('../n8n/lib/demo');
const { Editor } = require('./editor');

const IMAGES = join(__dirname, '../../docs/images');
const dir = join(outDir, 'pictures');

let editor;
let relay;
let credential;
beforeAll(async () => {
	mkdirSync(join(IMAGES, 'examples'), { recursive: true });
	mkdirSync(dir, { recursive: true });
	({ relay } = await useRelay({ jobMs: 2500, jitterMs: 800 }));
	credential = await client.putCredential({
		name: 'Sora 2 account',
		data: { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' },
	});
	editor = await Editor.open({ width: 1280, height: 720 });
});
afterAll(async () => {
	await editor?.close();
	await relay?.close();
});

test.each(names)('the canvas of %s', async (file) => {
	const workflow = fit(file, { credentials: {}, dir });
	const saved = await client.putWorkflow({ ...workflow, name: load(file).name }, { credential });
	await editor.openWorkflow(saved.id);
	await editor.pictureOfCanvas(join(IMAGES, 'examples', `${basename(file, '.json')}.png`));
});

test('what a person sees on the way to a video', async () => {
	await editor.openFirstWorkflow();
	await editor.search('video');
	await editor.choose('Sora 2');
	await editor.page.waitForTimeout(500);
	await editor.picture(join(IMAGES, 'actions.png'));

	const workflow = await putMainExample();
	await editor.openWorkflow(workflow.id);
	await editor.executeWorkflow();
	await editor.pictureOfCanvas(join(IMAGES, 'reverse-then-relay.png'));
	await editor.openNode(SORA);
	await editor.picture(join(IMAGES, 'fields.png'));
	await editor.showBranch('Error');
	await editor.show('table');
	await editor.picture(join(IMAGES, 'error-output.png'));
	await editor.showBranch('Success');
	await editor.playVideo();
	await editor.picture(join(IMAGES, 'video.png'));
});

test('the main example, moving', async () => {
	const frames = mkdtempSync(join(tmpdir(), 'sora2-frames-'));
	const workflow = await putMainExample();
	await editor.openWorkflow(workflow.id);
	await editor.cleanCanvas();
	let count = 0;
	const stop = editor.film(() => join(frames, `${String((count += 1)).padStart(4, '0')}.png`));
	await editor.executeWorkflow();
	await editor.page.waitForTimeout(1500);
	await editor.openNode('Sora 2 on the relay');
	await editor.playVideo();
	await editor.page.waitForTimeout(1500);
	await stop();
	toAnimation(frames, join(IMAGES, 'reverse-then-relay.gif'));
	rmSync(frames, { recursive: true, force: true });
	expect(count).toBeGreaterThan(20);
});

/** The main example: its second prompt is refused twice on the cheap channel, its third one always. */
async function putMainExample() {
	const refuse = (prompt, times) => ({ match: { prompt, model: 'sora-2' }, times, do: 'region' });
	relay.reset();
	relay.script([refuse('A baker', 2), refuse('Aerial shot', Infinity)]);
	const workflow = exampleWorkflow({ outDir: dir, directives: [''] });
	return await client.putWorkflow({ ...workflow, name: 'Reverse, then relay' }, { credential });
}

/** Frames as a GIF of 6 frames a second: GitHub, npm and every editor show it. */
function toAnimation(frames, file) {
	const palette = 'split[a][b];[a]palettegen=max_colors=64[p];[b][p]paletteuse=dither=none';
	const { status, stderr } = spawnSync(
		'ffmpeg',
		[
			...['-loglevel', 'error', '-y', '-framerate', '6', '-i', join(frames, '%04d.png')],
			...['-vf', `scale=960:-1:flags=lanczos,mpdecimate=max=6,${palette}`, '-loop', '0', file],
		],
		{ encoding: 'utf8' },
	);
	if (status !== 0) throw new Error(`ffmpeg: ${stderr || 'not installed'}`);
}
