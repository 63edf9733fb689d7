import {
	createLedger,
	type ItemLedger,
	type JobRecord,
} from '../../../nodes/Sora2/jobs/itemLedger';
import { announceJob, JobStore } from '../../../nodes/Sora2/execution/jobStore';
import { createNodeContext } from '../support/nodeContext';

const job = (id: string, snapshot: Partial<JobRecord['snapshot']> = {}): JobRecord => ({
	id,
	origin: 'ordered',
	videoAt: 'endpoint',
	channel: 'reverse',
	submittedAt: 1,
	snapshot: { id, ...snapshot },
});
const ledgerOf = (more: Partial<ItemLedger>): ItemLedger => ({ ...createLedger(), ...more });

/** A store, and one made later from what n8n kept of it. */
function storeAndLater(by: { runIndex: number } | 'request' = { runIndex: 0 }) {
	const stored = {};
	return {
		store: new JobStore(createNodeContext({ stored }).ctx, by),
		later: (then: typeof by = by) =>
			new JobStore(createNodeContext({ stored: JSON.parse(JSON.stringify(stored)) }).ctx, then),
	};
}

function restored(store: JobStore, fingerprint: string, again = false, itemIndex = 0) {
	const ledger = createLedger();
	store.restore(itemIndex, fingerprint, ledger, again);
	return ledger;
}

describe('a stored item', () => {
	test('is restored for the same request, run and position', () => {
		const { store, later } = storeAndLater();
		store.save(0, 'a', ledgerOf({ job: job('video_1'), failedJobs: 1 }));
		expect(restored(later(), 'a')).toMatchObject({ job: { id: 'video_1' }, failedJobs: 1 });
		expect(restored(later(), 'b').job).toBeUndefined();
		expect(restored(later(), 'a', false, 1).job).toBeUndefined();
		expect(restored(later({ runIndex: 1 }), 'a').job).toBeUndefined();
	});

	test('is a copy, unaffected by later changes of the ledger', () => {
		const { store, later } = storeAndLater();
		const order = { prompt: 'a cat', model: 'sora-2', digest: 'd' };
		const lost = { key: 'k', channel: 'relay', sentAt: 1, order };
		store.save(0, 'a', ledgerOf({ lost }));
		restored(later(), 'a').failedJobs = 7;
		expect(restored(later(), 'a')).toMatchObject({ lost, failedJobs: 0 });
	});

	test('belongs to the request only, for an agent', () => {
		const { store, later } = storeAndLater('request');
		store.save(0, 'a', ledgerOf({ job: job('video_1') }));
		expect(restored(later(), 'a', false, 5).job?.id).toBe('video_1');
	});

	test('is skipped if delivered and another video is wanted', () => {
		const { store, later } = storeAndLater('request');
		store.save(0, 'a', ledgerOf({ job: job('video_1') }), true);
		expect(restored(later(), 'a', true).job).toBeUndefined();
		store.save(0, 'b', ledgerOf({ job: job('video_2') }));
		expect(restored(later(), 'b', true).job?.id).toBe('video_2');
	});

	test('includes the location of a finished file, but no bytes', () => {
		const { store, later } = storeAndLater();
		const video = { kind: 'url', url: 'https://files.example/v.mp4' } as const;
		store.save(0, 'a', ledgerOf({ job: job('1', { status: 'completed', video, prompt: 'p' }) }));
		expect(restored(later(), 'a').job?.snapshot).toEqual({ id: '1', status: 'completed', video });
		const bytes = { kind: 'inline', base64: 'AAAA', mimeType: 'video/mp4' } as const;
		const inAnswer = job('2', { status: 'completed', video: bytes });
		store.save(1, 'a', ledgerOf({ job: { ...inAnswer, videoAt: 'answer' } }));
		expect(restored(later(), 'a', false, 1).job?.snapshot.video).toMatchObject({ base64: '' });
	});
});

describe('identical requests at the same time', () => {
	test('wait for each other for an agent, also after a failure', async () => {
		const { ctx } = createNodeContext();
		const order: string[] = [];
		let release = () => {};
		const first = new JobStore(ctx, 'request').inTurn('a', async () => {
			await new Promise<void>((resolve) => (release = resolve));
			order.push('first');
			throw new Error('refused');
		});
		const second = new JobStore(ctx, 'request').inTurn('a', async () => order.push('second'));
		await new JobStore(ctx, 'request').inTurn('b', async () => order.push('other'));
		release();
		await expect(first).rejects.toThrow('refused');
		await second;
		expect(order).toEqual(['other', 'first', 'second']);
	});

	test('run at once otherwise: two equal items are two videos', async () => {
		const { ctx } = createNodeContext();
		const store = new JobStore(ctx, { runIndex: 0 });
		void store.inTurn('a', async () => await new Promise(() => {}));
		await expect(store.inTurn('a', async () => 'done')).resolves.toBe('done');
	});
});

describe('an accepted job', () => {
	test("is written to the log and to the execution's data", () => {
		const customData = new Map<string, string>();
		const { ctx, log } = createNodeContext({ customData });
		announceJob(ctx, job('video_1'), 3, 'accepted');
		announceJob(ctx, job('video_2'), 4, 'possibly accepted');
		expect(log).toEqual([
			"Sora 2: job video_1 accepted on reverse for item 3 of node 'Sora'",
			"Sora 2: job video_2 possibly accepted on reverse for item 4 of node 'Sora'",
		]);
		expect(Object.fromEntries(customData)).toEqual({ sora2_jobs: 'video_1,video_2' });
	});

	test('fills five values of the length n8n accepts, and leaves the rest to the log', () => {
		const customData = new Map<string, string>();
		const { ctx, log } = createNodeContext({ customData });
		for (let i = 0; i < 100; i++)
			announceJob(ctx, job(`video_${String(i).padStart(32, '0')}`), i, 'accepted');
		expect([...customData.keys()]).toHaveLength(5);
		for (const value of customData.values()) expect(value.length).toBeLessThanOrEqual(255);
		expect(log).toHaveLength(100);
	});

	test('cannot inject lines into the log', () => {
		const { ctx, log } = createNodeContext();
		announceJob(ctx, job('x\n2026-01-01 info: all is well'), 0, 'accepted');
		expect(log[0]).not.toContain('\n');
	});
});
