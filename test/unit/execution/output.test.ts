import type { INode, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../../../nodes/Sora2/errors/failure';
import type { ItemTask, Outcome } from '../../../nodes/Sora2/execution/operation';
import { buildOutput } from '../../../nodes/Sora2/execution/output';
import type { RunState } from '../../../nodes/Sora2/execution/runState';
import { createLedger, type JobRecord } from '../../../nodes/Sora2/jobs/itemLedger';
import { createNodeContext } from '../support/nodeContext';

const failure = (retryable: boolean, message = 'refused'): Failure => ({
	message,
	hint: 'Nothing was charged.',
	class: 'region',
	retryable,
	failover: true,
	billed: 'no',
});
const done = (itemIndex: number, warnings: string[] = []): Outcome => ({
	items: [{ json: { id: `video_${itemIndex}` }, pairedItem: { item: itemIndex } }],
	warnings,
});
const job = { id: 'video_9', channel: 'reverse', submittedAt: 0, snapshot: { id: 'video_9' } };

/** Builds the output of a try from what became of its items. */
function build(
	outcomes: Outcome[],
	node: Partial<INode>,
	{ attempt = 1, tasks = [] as ItemTask[], accepted = [] as RunState['accepted'] } = {},
) {
	const items: INodeExecutionData[] = outcomes.map(() => ({ json: {} }));
	const { ctx, hints } = createNodeContext({ node, items });
	const state: RunState = {
		attempt,
		accepted,
		items: outcomes.map((outcome, i) => ({ ledger: createLedger(), outcome, task: tasks[i] })),
	};
	return { out: () => buildOutput(ctx, state, items), hints };
}
const read = (items: INodeExecutionData[]) =>
	items.map(({ json }) => json.id ?? (json.error as { message: string }).message);

describe('output of a try', () => {
	test('error output: a retryable failure comes first, and last in the last try', () => {
		const outcomes = [done(0), { failure: failure(true) }, done(2)];
		const node = { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 2 } as const;
		expect(read(build(outcomes, node).out())).toEqual(['refused', 'video_0', 'video_2']);
		expect(read(build(outcomes, node, { attempt: 2 }).out())).toEqual([
			'video_0',
			'video_2',
			'refused',
		]);
	});

	test('a failure settled without a request causes no try', () => {
		const carried = { failure: failure(true) };
		const { out } = build(
			[carried, done(1)],
			{ onError: 'continueErrorOutput', retryOnFail: true },
			{ tasks: [{ settled: carried }] },
		);
		expect(read(out())).toEqual(['video_1', 'refused']);
	});

	test('Stop Workflow: a permanent failure is thrown before a retryable one', () => {
		const { out } = build(
			[done(0), { failure: failure(true, 'may pass') }, { failure: failure(false, 'final') }],
			{},
			{ accepted: [{ itemIndex: 0, job: job as JobRecord }] },
		);
		expect(out).toThrow('final');
		expect(out).toThrow(
			expect.objectContaining({
				context: expect.objectContaining({
					itemIndex: 2,
					jobs: [{ itemIndex: 0, id: 'video_9', status: 'queued' }],
				}) as object,
			}),
		);
	});

	test('a warning of several items is shown once', () => {
		const { out, hints } = build([done(0, ['same']), done(1, ['same', 'other'])], {});
		out();
		expect(hints.map(({ message, type }) => [type, message])).toEqual([
			['warning', 'same'],
			['warning', 'other'],
		]);
	});
});
