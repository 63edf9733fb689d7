import { ItemRunner } from '../../../nodes/Sora2/execution/itemRunner';
import { JobStore } from '../../../nodes/Sora2/execution/jobStore';
import type { JobTask } from '../../../nodes/Sora2/execution/operation';
import { getItemState, getRunState } from '../../../nodes/Sora2/execution/runState';
import { claims } from '../../../nodes/Sora2/jobs/claims';
import type { EndpointState } from '../../../nodes/Sora2/jobs/context';
import type { JobRecord } from '../../../nodes/Sora2/jobs/itemLedger';
import type { Ports } from '../../../nodes/Sora2/jobs/ports';
import { createNodeContext } from '../support/nodeContext';

const endpoint = { baseUrl: 'https://restored.example/v1' } as EndpointState;
const job: JobRecord = {
	id: 'video_1',
	origin: 'ordered',
	videoAt: 'endpoint',
	channel: 'reverse',
	submittedAt: 1,
	snapshot: {},
};

/** A runner over what n8n kept in `stored`, with one item that asks for `prompt`. */
function runnerOver(stored: object, prompt: string) {
	const { ctx } = createNodeContext({ stored: stored as never });
	const state = getRunState(ctx);
	const task: JobTask = {
		identity: prompt,
		timeoutMs: 1000,
		run: async ({ jobContext: { ledger, onAccepted } }) => {
			ledger.job = job;
			onAccepted(job);
			return { items: [], warnings: [] };
		},
	};
	getItemState(state, 0).task = task;
	state.attempt = 1;
	const store = new JobStore(ctx, { runIndex: 0 });
	const owner = { executionId: '1', lineage: 'a' };
	const identity = { owner, isBeginningLost: false, isUnique: false };
	return { state, runner: new ItemRunner(ctx, state, endpoint, {} as Ports, store, identity) };
}

test('a stored job is claimed before any item runs, so that no other item adopts it', async () => {
	const stored = {};
	const limits = { createSlot: () => ({}) };
	Object.assign(endpoint, { limits });
	await runnerOver(stored, 'a cat').runner.run(0);
	expect(claims.isClaimed(endpoint.baseUrl, job.id)).toBe(false);

	const { runner, state } = runnerOver(stored, 'a cat');
	runner.restore(0);
	expect(claims.isClaimed(endpoint.baseUrl, job.id)).toBe(true);
	expect(state.accepted).toMatchObject([{ itemIndex: 0, job: { id: 'video_1' } }]);

	const changed = runnerOver(stored, 'a dog');
	changed.runner.restore(0);
	expect(changed.state.accepted).toEqual([]);
});
