import { findOpenOrder, resumeOrder, type OrderRow } from '../../../nodes/Sora2/jobs/ledgerRow';
import { createLedger } from '../../../nodes/Sora2/jobs/itemLedger';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const row = (more: Partial<OrderRow> = {}): Partial<OrderRow> => ({
	orderKey: 'key-1',
	state: 'accepted',
	billed: 'yes',
	jobId: 'video_1',
	prompt: 'a boat',
	channel: 'openAi',
	model: 'sora-2',
	orderedAt: '2026-11-29T11:59:00.000Z',
	runIndex: 0,
	itemIndex: 0,
	request: 'hash',
	...more,
});
const inRetry = { itemIndex: 0, request: 'hash', runIndex: 0, now: NOW };
const inEditor = { itemIndex: 0, request: 'hash', now: NOW };

test.each([
	['another item', row({ itemIndex: 1 })],
	['another request', row({ request: 'other' })],
	['another run of the node', row({ runIndex: 1 })],
	['certainly not charged', row({ state: 'refused', billed: 'no' })],
])('not an order of this item: %s', (_, other) => {
	expect(findOpenOrder([other], inRetry)).toBeUndefined();
});

test('the last order with a job counts, else the last one', () => {
	const lost = row({ orderKey: 'key-2', jobId: undefined, billed: 'unknown' });
	expect(findOpenOrder([row(), lost], inRetry)?.orderKey).toBe('key-1');
	expect(findOpenOrder([{ ...lost, orderKey: 'key-0' }, lost], inRetry)?.orderKey).toBe('key-2');
});

test('a Retry continues with delivered jobs, the editor only with undelivered ones of the last day', () => {
	const delivered = row({ state: 'delivered' });
	expect(findOpenOrder([delivered], inRetry)).toBe(delivered);
	expect(findOpenOrder([delivered], inEditor)).toBeUndefined();
	expect(findOpenOrder([row({ runIndex: 3 })], inEditor)).toBeDefined();
	expect(findOpenOrder([row({ orderedAt: '2026-11-28T11:00:00Z' })], inEditor)).toBeUndefined();
});

test('a job is resumed by its ID and not ordered again', () => {
	const ledger = createLedger();
	resumeOrder(ledger, row({ deliveredAt: '2026-11-29T12:00:00.000Z' }));
	expect(ledger.job).toMatchObject({
		id: 'video_1',
		origin: 'restored',
		videoAt: 'endpoint',
		deliveredAt: NOW,
		snapshot: { id: 'video_1' },
	});
	expect(ledger.lost).toBeUndefined();
});

test('an order without an ID may exist, under its key', () => {
	const ledger = createLedger();
	resumeOrder(ledger, row({ jobId: undefined, billed: 'unknown', state: 'ordered' }));
	expect(ledger.job).toBeUndefined();
	expect(ledger.lost).toEqual({
		key: 'key-1',
		channel: 'openAi',
		order: { prompt: 'a boat', model: 'sora-2', digest: 'hash' },
		sentAt: NOW - 60_000,
	});
});

test('a video from the answer to its order cannot be fetched again', () => {
	const ledger = createLedger();
	resumeOrder(ledger, row({ jobId: undefined, state: 'delivered' }));
	expect(ledger.job).toMatchObject({ videoAt: 'answer', snapshot: { status: 'completed' } });
});
