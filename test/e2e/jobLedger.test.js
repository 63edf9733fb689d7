'use strict';
/** The option Job Ledger: n8n's own Data Table records every order. kills.test.js tests it after a kill. */
const { isN8n1 } = require('../n8n/lib');
const { client, itemsOf, SORA, useRelay, workflowOf } = require('./support');
const { LEDGER_COLUMNS } = require('../../dist/nodes/Sora2/jobs/ledgerRow');

const prompts = ['a pier', 'a gull'];
let relay;
let credential;
beforeAll(async () => ({ relay, credential } = await useRelay()));
beforeEach(() => relay.reset());
afterAll(() => relay.close());

/** Makes both videos with `jobLedger` set, and returns their items. */
async function make(jobLedger) {
	const parameters = { options: { jobLedger } };
	const execution = await client.run(await workflowOf({ prompts, credential, parameters }));
	expect(execution.status).toBe('success');
	expect(relay.ledger.summary().chargedJobs).toBe(prompts.length);
	return itemsOf(execution, SORA);
}

/** Makes a Data Table with the columns the reference lists. */
async function createTable(name) {
	const { id: project } = await client.rest('GET', '/projects/personal');
	const columns = Object.entries(LEDGER_COLUMNS).map(([column, { type }]) => ({
		name: column,
		type,
	}));
	const { id } = await client.rest('POST', `/projects/${project}/data-tables`, { name, columns });
	return id;
}

const isVideo = ({ binary }) => expect(binary.data.mimeType).toBe('video/mp4');

test('an existing table records every order, by its ID if n8n requires that', async () => {
	const name = `Ledger ${Date.now()}`;
	const id = await createTable(name);
	const items = await make(isN8n1 ? id : name);
	items.forEach(isVideo);
	const rows = await client.rowsOf(name);
	expect(rows.map((row) => [row.prompt, row.state, row.billed]).sort()).toEqual([
		['a gull', 'delivered', 'yes'],
		['a pier', 'delivered', 'yes'],
	]);
	expect(rows.map((row) => row.jobId).sort()).toEqual(items.map(({ json }) => json.id).sort());
});

test('a missing table is created if n8n can; otherwise the videos come with a warning', async () => {
	const name = `Made ${Date.now()}`;
	const items = await make(name);
	items.forEach(isVideo);
	const rows = await client.rowsOf(name);
	if (isN8n1) {
		expect(rows).toEqual([]);
		expect(items[0].json.warnings.join(' ')).toContain("require the table's ID");
	} else expect(rows).toHaveLength(prompts.length);
});
