/** What one item of a run has cost, or may have. */
interface ItemSpending {
	/** Its present order, counted at the high end of its price until the endpoint reports a cost. */
	present: number;
	/** Earlier orders that may have been taken although nobody knows. */
	earlier: number;
	/** The orders `earlier` is made of, by their keys. */
	keys: Set<string>;
}

/**
 * Keeps what a run of the node spends below a limit, over its items and tries. An order is counted before it is sent;
 * one that was refused for certain is given back. US dollars.
 */
export class Spending {
	private readonly items = new Map<number, ItemSpending>();

	/** @param limitUsd 0 or less means no limit */
	constructor(readonly limitUsd: number) {}

	get hasLimit(): boolean {
		return this.limitUsd > 0;
	}

	/** What the run has spent so far, orders under way included. */
	get spentUsd(): number {
		let sum = 0;
		for (const { present, earlier } of this.items.values()) sum += present + earlier;
		return sum;
	}

	/**
	 * Counts an item's next order, unless the limit forbids it. `usd`: the high end of its price, undefined where none is
	 * known: then it passes while anything of the limit is left. `lostKey`: the item has an order whose outcome is
	 * unknown, which stays counted beside this one.
	 * @returns what is left of the limit where the order does not fit in; undefined where it was counted
	 */
	reserve(itemIndex: number, usd: number | undefined, lostKey?: string): number | undefined {
		const item = this.getItem(itemIndex);
		const isNewLoss = lostKey !== undefined && !item.keys.has(lostKey);
		const kept = item.earlier + (isNewLoss ? item.present : 0);
		const left = this.limitUsd - (this.spentUsd - item.present - item.earlier) - kept;
		// Sums of cents must not fail for the dust of binary fractions.
		const fits = usd === undefined ? left > 1e-9 : usd <= left + 1e-9;
		if (this.hasLimit && !fits) return Math.max(0, left);
		if (isNewLoss) item.keys.add(lostKey);
		item.earlier = kept;
		item.present = usd ?? 0;
		return undefined;
	}

	/** Counts an order that was made before this run, whatever the limit. */
	count(itemIndex: number, usd = 0, lostKey?: string): void {
		const item = this.getItem(itemIndex);
		item.present = usd;
		if (lostKey !== undefined) item.keys.add(lostKey);
	}

	/** Takes in what became of an item's orders: nothing for those that cost nothing, else what the endpoint reports. */
	settle(itemIndex: number, outcome: 'unbilled' | { usd: number | undefined }): void {
		const item = this.getItem(itemIndex);
		if (outcome === 'unbilled') item.present = 0;
		else if (outcome.usd !== undefined) item.present = outcome.usd;
	}

	private getItem(itemIndex: number): ItemSpending {
		let item = this.items.get(itemIndex);
		if (!item)
			this.items.set(itemIndex, (item = { present: 0, earlier: 0, keys: new Set<string>() }));
		return item;
	}
}
