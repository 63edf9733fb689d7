import type { Failure } from '../../../nodes/Sora2/errors/failure';
import { createLedger } from '../../../nodes/Sora2/jobs/itemLedger';
import { getItemState, getRunState, isFinal } from '../../../nodes/Sora2/execution/runState';
import { createNodeContext } from '../support/nodeContext';

describe('the state of a node run', () => {
	test('is the same in every try, and another one in another run', () => {
		const executeData = {};
		const first = getRunState(createNodeContext({ executeData }).ctx);
		first.attempt++;
		expect(getRunState(createNodeContext({ executeData }).ctx)).toBe(first);
		expect(getRunState(createNodeContext({ executeData: {} }).ctx).attempt).toBe(0);
	});

	test('belongs to one call if an agent calls its tools directly', () => {
		const executeData = {};
		const node = { type: 'n8n-nodes-sora2.sora2Tool' };
		const first = getRunState(createNodeContext({ executeData, node }).ctx);
		expect(getRunState(createNodeContext({ executeData, node }).ctx)).not.toBe(first);
	});

	test("belongs to the run if the engine runs an agent's tool", () => {
		const executeData = {};
		const node = { type: 'n8n-nodes-sora2.sora2Tool', rewireOutputLogTo: 'ai_tool' as const };
		const first = getRunState(createNodeContext({ executeData, node }).ctx);
		expect(getRunState(createNodeContext({ executeData, node }).ctx)).toBe(first);
	});

	test("keeps each item's ledger", () => {
		const state = getRunState(createNodeContext().ctx);
		getItemState(state, 2).ledger.failedJobs = 1;
		expect(getItemState(state, 2).ledger.failedJobs).toBe(1);
		expect(getItemState(state, 0).ledger).toEqual(createLedger());
	});
});

test.each([
	['nothing yet', undefined, false],
	['delivered', { items: [], warnings: [] }, true],
	['failed for good', { failure: { retryable: false } as Failure }, true],
	['failed for now', { failure: { retryable: true } as Failure }, false],
])('an item with %s: final %s', (_, outcome, final) => {
	expect(isFinal({ ledger: createLedger(), outcome })).toBe(final);
});
