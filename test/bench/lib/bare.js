'use strict';
/**
 * The limit: submits, polls all the time, writes the file, nothing else. A process of its own, as n8n is one.
 * stdin: { baseUrl, key, prompts, concurrency, pollMs, dir }; stdout: { seconds, delivered, raisedMb }.
 */
const { createWriteStream } = require('node:fs');
const { join } = require('node:path');
const { pipeline } = require('node:stream/promises');
const { text } = require('node:stream/consumers');
const { setTimeout: pause } = require('node:timers/promises');
const { Agent, request } = require('undici');

async function main() {
	const { baseUrl, key, prompts, concurrency, pollMs, dir } = JSON.parse(await text(process.stdin));
	const dispatcher = new Agent({ connections: concurrency });
	const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
	const call = async (path, options = {}) =>
		await request(baseUrl + path, { dispatcher, headers, ...options });
	const idleMb = process.memoryUsage.rss() / 2 ** 20;
	const began = performance.now();
	let delivered = 0;
	const queue = prompts.entries();
	const worker = async () => {
		for (const [i, prompt] of queue) {
			const body = JSON.stringify({ model: 'sora-2', prompt, seconds: '4', size: '1280x720' });
			const { id } = await (await call('/videos', { method: 'POST', body })).body.json();
			while ((await (await call(`/videos/${id}`)).body.json()).status !== 'completed')
				await pause(pollMs);
			await pipeline(
				(await call(`/videos/${id}/content`)).body,
				createWriteStream(join(dir, `${i}.mp4`)),
			);
			delivered += 1;
		}
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	const seconds = (performance.now() - began) / 1000;
	const raisedMb = process.resourceUsage().maxRSS / 1024 - idleMb;
	process.stdout.write(JSON.stringify({ seconds, delivered, raisedMb }));
	await dispatcher.close();
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
