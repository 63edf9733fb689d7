'use strict';

/**
 * What n8n itself takes for a video: one order and one download with n8n's own helpers, and the file in n8n's store.
 * The prompt says how long the job takes, so this never polls. Nothing can take less.
 */
class BenchCalls {
	description = {
		displayName: 'Bench Calls',
		name: 'benchCalls',
		group: ['transform'],
		version: 1,
		description: "Makes a video with as few of n8n's calls as possible",
		defaults: { name: 'Bench Calls' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'sora2Api', required: true }],
		properties: [
			{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
			{ displayName: 'Prompt', name: 'prompt', type: 'string', default: '' },
			{ displayName: 'At Once', name: 'atOnce', type: 'number', default: 5 },
		],
	};

	async execute() {
		const items = this.getInputData();
		const baseUrl = this.getNodeParameter('baseUrl', 0);
		const { httpRequestWithAuthentication, prepareBinaryData } = this.helpers;
		const call = async (options) =>
			await httpRequestWithAuthentication.call(this, 'sora2Api', options);
		const out = [];
		const queue = items.entries();
		const worker = async () => {
			for (const [i, item] of queue) {
				const prompt = this.getNodeParameter('prompt', i);
				const body = { model: 'sora-2', prompt, seconds: '4', size: '1280x720' };
				const job = await call({ method: 'POST', url: `${baseUrl}/videos`, body, json: true });
				const jobMs = Number(/\[\[jobMs:(\d+)\]\]/.exec(prompt)[1]);
				await new Promise((resolve) => setTimeout(resolve, jobMs + 5));
				const url = `${baseUrl}/videos/${job.id}/content`;
				const stream = await call({ url, encoding: 'stream' });
				const data = await prepareBinaryData(stream, `${job.id}.mp4`, 'video/mp4');
				const json = { ...item.json, ...job, status: 'completed' };
				out[i] = { json, binary: { data }, pairedItem: { item: i } };
			}
		};
		await Promise.all(Array.from({ length: this.getNodeParameter('atOnce', 0) }, worker));
		return [out];
	}
}

module.exports = { BenchCalls };
