/** What one item of a run has cost, or may have cost. */
interface ItemSpending {
	/** Its current order, at the high end of its price until the endpoint reports the cost. */
	present: number;
	/** Earlier orders with an unknown outcome. */
	earlier: number;
	/** The keys of the orders counted in `earlier`. */
	keys: Set<string>;
}

/**
 * Keeps what a run spends below a limit, over all its items and tries. An order is counted before
 * it is sent; one that was certainly refused is subtracted again. In US dollars.
 */
export class Spending {
	private readonly items = new Map<number, ItemSpending>();

	/** @param limitUsd 0 or less means no limit */
	constructor(readonly limitUsd: number) {}

	get hasLimit(): boolean {
		return this.limitUsd > 0;
	}

	/** What the run has spent so far, including orders in progress. */
	get spentUsd(): number {
		let sum = 0;
		for (const { present, earlier } of this.items.values()) sum += present + earlier;
		return sum;
	}

	/**
	 * Reserves the cost of an item's next order, unless it would exceed the limit.
	 * @param usd the high end of its price; an order without a known price passes while any of the
	 * limit is left
	 * @param lostKey key of an order of this item with an unknown outcome, which stays counted in
	 * addition
	 * @returns what is left of the limit if the order does not fit; undefined if it was reserved
	 */
	reserve(itemIndex: number, usd: number | undefined, lostKey?: string): number | undefined {
		const item = this.getItem(itemIndex);
		const isNewLoss = lostKey !== undefined && !item.keys.has(lostKey);
		const kept = item.earlier + (isNewLoss ? item.present : 0);
		const left = this.limitUsd - (this.spentUsd - item.present - item.earlier) - kept;
		// Floating-point error must not make an exact sum exceed the limit.
		const fits = usd === undefined ? left > 1e-9 : usd <= left + 1e-9;
		if (this.hasLimit && !fits) return Math.max(0, left);
		if (isNewLoss) item.keys.add(lostKey);
		item.earlier = kept;
		item.present = usd ?? 0;
		return undefined;
	}

	/**
	 * Counts an order that was made before this run, whatever the limit.
	 * @param extra number of further orders that may have been accepted
	 */
	count(
		itemIndex: number,
		usd = 0,
		{ lostKey, extra = 0 }: { lostKey?: string; extra?: number } = {},
	): void {
		const item = this.getItem(itemIndex);
		item.present = usd;
		item.earlier = extra * usd;
		if (lostKey !== undefined) item.keys.add(lostKey);
	}

	/**
	 * Records the final cost of an item's orders: nothing if they were not billed, else what the
	 * endpoint reports.
	 */
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
