import { Spending } from '../../../../nodes/Sora2/jobs/limits/spending';

test('without a limit everything passes', () => {
	const spending = new Spending(0);
	expect(spending.hasLimit).toBe(false);
	expect(spending.reserve(0, 1e9)).toBeUndefined();
	expect(spending.reserve(1, undefined)).toBeUndefined();
});

test('an order that would go over the limit is told what is left, and counts for nothing', () => {
	const spending = new Spending(1);
	expect(spending.reserve(0, 0.6)).toBeUndefined();
	expect(spending.reserve(1, 0.6)).toBeCloseTo(0.4);
	expect(spending.reserve(2, 0.4)).toBeUndefined();
	expect(spending.spentUsd).toBeCloseTo(1);
});

test('ten times ten cents make a dollar', () => {
	const spending = new Spending(1);
	for (let i = 0; i < 10; i++) expect(spending.reserve(i, 0.1)).toBeUndefined();
	expect(spending.reserve(10, 0.01)).toBeDefined();
});

test('an item that is ordered again after a certain refusal counts once', () => {
	const spending = new Spending(1);
	spending.reserve(0, 0.6);
	expect(spending.reserve(0, 0.6)).toBeUndefined();
	expect(spending.spentUsd).toBe(0.6);
	spending.settle(0, 'unbilled');
	expect(spending.spentUsd).toBe(0);
	expect(spending.reserve(1, 1)).toBeUndefined();
});

test('an order whose outcome is unknown stays counted beside the next one', () => {
	const spending = new Spending(1);
	spending.reserve(0, 0.4);
	expect(spending.reserve(0, 0.4, 'key-1')).toBeUndefined();
	expect(spending.spentUsd).toBeCloseTo(0.8);
	// Asked once more for the same order.
	expect(spending.reserve(0, 0.4, 'key-1')).toBeUndefined();
	expect(spending.spentUsd).toBeCloseTo(0.8);
	expect(spending.reserve(0, 0.4, 'key-2')).toBeCloseTo(0.2);
});

test('what the endpoint reports takes the place of the price', () => {
	const spending = new Spending(1);
	spending.reserve(0, 0.8);
	spending.settle(0, { usd: 0.3 });
	expect(spending.spentUsd).toBe(0.3);
	spending.settle(0, { usd: undefined });
	expect(spending.spentUsd).toBe(0.3);
});

test('where no price is known an order passes while anything is left, and is counted afterwards', () => {
	const spending = new Spending(1);
	expect(spending.reserve(0, undefined)).toBeUndefined();
	spending.settle(0, { usd: 1.2 });
	expect(spending.reserve(1, undefined)).toBe(0);
});

test('what an earlier execution ordered is counted, whatever the limit', () => {
	const spending = new Spending(1);
	spending.count(0, 0.9);
	expect(spending.reserve(1, 0.2)).toBeCloseTo(0.1);
	spending.count(2, 0.3, { lostKey: 'key-1', extra: 1 });
	expect(spending.spentUsd).toBeCloseTo(1.5);
	// The order that was lost is the one that is counted already.
	expect(new Spending(0).reserve(2, 0.3, 'key-1')).toBeUndefined();
});
