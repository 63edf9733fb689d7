'use strict';
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { ROOT } = require('../n8n/lib/paths');
const { client } = require('./support');

const DIR = join(ROOT, 'nodes/Sora2/__schema__/v1.0.0/video');

test.each(readdirSync(DIR))(
	'n8n serves the output schema %s from the packed package',
	async (file) => {
		const response = await client.raw(`/schemas/n8n-nodes-sora2.sora2/1.0.0/video/${file}`);
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual(JSON.parse(readFileSync(join(DIR, file), 'utf8')));
	},
);
