'use strict';

/**
 * What n8n itself takes to store a file: orders a video, waits for it, and hands the stream of n8n's HTTP client to
 * n8n's binary store, so many at a time. Nothing else; no other node does that with several files at once.
 */
class BenchStream {
	description = {
		displayName: 'Bench Stream',
		name: 'benchStream',
		group: ['transform'],
		version: 1,
		description: 'Streams videos into the binary store of n8n',
		defaults: { name: 'Bench Stream' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
			{ displayName: 'Key', name: 'key', type: 'string', default: '' },
			{ displayName: 'At Once', name: 'atOnce', type: 'number', default: 6 },
		],
	};

	async execute() {
		const items = this.getInputData();
		const baseUrl = this.getNodeParameter('baseUrl', 0);
		const headers = { authorization: `Bearer ${this.getNodeParameter('key', 0)}` };
		const call = async (options) => await this.helpers.httpRequest({ headers, ...options });
		const out = [];
		const queue = items.entries();
		const worker = async () => {
			for (const [i, item] of queue) {
				const body = { model: 'sora-2', prompt: item.json.prompt, seconds: '4', size: '1280x720' };
				const { id } = await call({ method: 'POST', url: `${baseUrl}/videos`, body, json: true });
				const url = `${baseUrl}/videos/${id}`;
				while ((await call({ url, json: true })).status !== 'completed')
					await new Promise((resolve) => setTimeout(resolve, 100));
				const stream = await call({ url: `${url}/content`, encoding: 'stream' });
				const data = await this.helpers.prepareBinaryData(stream, `${id}.mp4`, 'video/mp4');
				out[i] = { json: { id }, binary: { data }, pairedItem: { item: i } };
			}
		};
		await Promise.all(Array.from({ length: this.getNodeParameter('atOnce', 0) }, worker));
		return [out];
	}
}

module.exports = { BenchStream };
