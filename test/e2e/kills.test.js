'use strict';
const { mkdtempSync, realpathSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createProgress, install, isN8n1, packPackage } = require('../n8n/lib');
const { FAULTS, LEDGER, play, statusOf } = require('../queue/lib/scenario');
const { Single } = require('../queue/lib/single');

const { kill, stop } = FAULTS;
const FOUR = ['a boat', 'a lamp', 'a field of rye', 'a kite'];
const generate = {
	shape: 'generate',
	prompts: FOUR,
	moment: 'generating',
	options: { concurrency: 2 },
	node: { onError: 'continueErrorOutput' },
};
/** An endpoint without a list: only n8n's own table has the orders. */
const written = {
	...generate,
	moment: 'writtenDown',
	options: { concurrency: 2, jobLedger: LEDGER },
	script: [{ on: 'list', times: Infinity, do: 'answer:404' }],
};
const submit = {
	shape: 'submit',
	prompts: ['a pier', 'a gull [[hangAfter]]'],
	moment: 'answering',
};
const asleep = { shape: 'later', prompts: FOUR, moment: 'asleep' };
const collect = { shape: 'collect', prompts: FOUR, moment: 'collecting' };

/** One n8n with SQLite, as most people run it: killed, stopped, and then the user presses Retry. */
describe('Retry in one process, after', () => {
	let home;
	let single;
	beforeAll(async () => {
		home = realpathSync(mkdtempSync(join(tmpdir(), 'sora2-kills-')));
		const { node } = await install({ progress: createProgress(1, { log: () => {} }) });
		const tarball = await packPackage({ build: false, to: home });
		single = await Single.boot({ node, tarball, home });
	}, 240_000);
	afterAll(async () => {
		await single?.close();
		rmSync(home, { recursive: true, force: true, maxRetries: 5 });
	});

	// n8n 1 finds a table by its ID only; this one is named, for the node to make. See jobLedger.test.js.
	const ledger = ['SIGKILL in Generate with a job ledger, no list', written];
	test.each([
		['SIGKILL in Generate', generate, kill('SIGKILL', 'main'), 'crashed'],
		...(isN8n1 ? [] : [[...ledger, kill('SIGKILL', 'main'), 'crashed']]),
		['SIGTERM in Generate', generate, kill('SIGTERM', 'main'), 'crashed'],
		['SIGKILL in Submit before the answer', submit, kill('SIGKILL', 'main'), 'crashed'],
		['SIGTERM in Submit before the answer', submit, kill('SIGTERM', 'main'), 'crashed'],
		["SIGKILL in n8n's Wait", asleep, kill('SIGKILL', 'main'), 'success'],
		['SIGKILL in Collect', collect, kill('SIGKILL', 'main'), 'crashed'],
		['Stop in Generate', generate, stop(), 'canceled'],
		['Stop in Submit before the answer', submit, stop(), 'canceled'],
		['Stop in Collect', collect, stop(), 'canceled'],
	])(
		'%s: everything is delivered, and each order is charged once',
		async (_, scene, fault, status) => {
			const { first, last, charged, failures, bare, ids } = await play(single, { ...scene, fault });
			expect(first.status).toBe(status);
			// n8n 1 does not know when a killed run began, nor where to continue after a Stop.
			if (isN8n1) {
				expect(Math.max(...charged)).toBe(1);
				for (const failure of failures) expect(failure).toMatchObject({ billed: 'unknown' });
				return;
			}
			expect({ status: statusOf(last, first), failures, bare }).toEqual({
				status: 'success',
				failures: [],
				bare: [],
			});
			expect(charged).toEqual(scene.prompts.map(() => 1));
			expect(new Set(ids).size).toBe(scene.prompts.length);
		},
		240_000,
	);

	test('SIGKILL with identical prompts in progress: each item continues with its own job', async () => {
		const alike = { ...generate, prompts: ['a boat', 'a boat'] };
		const scene = { ...alike, fault: kill('SIGKILL', 'main') };
		const { first, last, charged, failures, delivered } = await play(single, scene);
		expect(first.status).toBe('crashed');
		expect(charged).toEqual([2, 2]);
		if (isN8n1) return;
		expect({ status: last.status, failures }).toEqual({ status: 'success', failures: [] });
		expect(new Set(delivered).size).toBe(2);
	}, 240_000);
});
