'use strict';
const { readFileSync, statSync } = require('node:fs');
const { exampleWorkflow, rowsOf } = require('../n8n/lib/demo');
const { client, itemsOf, outDir, SORA, useRelay } = require('./support');

describe('the example workflow "Reverse, then relay"', () => {
	let relay;
	let execution;
	let ledger;
	beforeAll(async () => {
		const used = await useRelay();
		relay = used.relay;
		const workflow = await client.putWorkflow(exampleWorkflow({ outDir }), {
			credential: used.credential,
		});
		execution = await client.run(workflow);
		ledger = relay.ledger.entries;
	});
	afterAll(() => relay.close());

	test('succeeds', () => {
		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
	});

	test('delivers every prompt on the right channel', () => {
		expect(rowsOf(execution, ledger).map(({ way }) => way)).toEqual([
			'delivered on reverse',
			'refused twice (region MM), retried, reverse',
			'refused for good (region MM), error output, relay',
		]);
	});

	test('writes each video as an MP4 file', () => {
		const files = rowsOf(execution, ledger).map(({ file }) => file);
		expect(new Set(files).size).toBe(3);
		for (const file of files) {
			expect(readFileSync(file).subarray(4, 8).toString()).toBe('ftyp');
			expect(statSync(file).size).toBeGreaterThan(1000);
		}
	});

	test('charges each prompt once and resubmits only refused ones', () => {
		expect(rowsOf(execution, ledger).map(({ jobs }) => jobs)).toEqual([1, 1, 1]);
		expect(ledger.map(({ model, outcome }) => `${model} ${outcome}`).sort()).toEqual([
			...Array(2).fill('sora-2 accepted'),
			...Array(5).fill('sora-2 refused'),
			'sora-2-official accepted',
		]);
		expect(relay.ledger.summary().chargedUsd).toBeCloseTo(0.12 + 0.12 + 0.5);
	});

	test('the error branch has the prompt and the reason', () => {
		const [item] = itemsOf(execution, SORA, 1);
		expect(item.json.prompt).toContain('terraced rice fields');
		expect(item.json.error).toMatchObject({
			class: 'region',
			code: 'unsupported_country_code',
			country: 'MM',
			channel: 'reverse',
			retryable: true,
			failover: true,
			billed: 'no',
		});
	});

	test('keeps the key out of the execution', () => {
		expect(JSON.stringify(execution.data)).not.toContain('sk-e2e');
	});
});
