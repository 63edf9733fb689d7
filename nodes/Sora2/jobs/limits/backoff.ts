/**
 * Growing waits as an immutable value: `delayMs` is this wait, `next()` the backoff after it. A wait an
 * endpoint asked for replaces the computed one.
 */
export class Backoff {
	private constructor(
		private readonly baseMs: number,
		private readonly capMs: number,
		private readonly step: number,
		/** Milliseconds already spent waiting. */
		readonly spentMs: number,
	) {}

	/** @param baseMs first wait, @param capMs longest wait, both in milliseconds */
	static of(baseMs: number, capMs: number): Backoff {
		return new Backoff(baseMs, capMs, 0, 0);
	}

	/**
	 * The wait in milliseconds: doubled each step and capped, with up to 25 % jitter, so that items
	 * refused together do not come back together. `askedMs` (from Retry-After) is a minimum. If it is
	 * shorter than the first wait, as in `Retry-After: 0` or a date in the past, it is ignored.
	 */
	delayMs(random: number, askedMs?: number): number {
		const grown = Math.min(this.capMs, this.baseMs * 2 ** this.step);
		const jittered = Math.round(grown * (0.75 + 0.25 * random));
		if (askedMs === undefined || !(askedMs >= this.baseMs)) return Math.max(jittered, askedMs || 0);
		return askedMs + Math.round(Math.min(250, grown) * random);
	}

	/** The same backoff after `waitedMs` were spent elsewhere; unchanged before its first wait. */
	spent(waitedMs: number): Backoff {
		return this.step === 0
			? this
			: new Backoff(this.baseMs, this.capMs, this.step, this.spentMs + waitedMs);
	}

	/** The backoff after a wait of `waitedMs`. */
	next(waitedMs: number): Backoff {
		return new Backoff(this.baseMs, this.capMs, this.step + 1, this.spentMs + waitedMs);
	}
}
