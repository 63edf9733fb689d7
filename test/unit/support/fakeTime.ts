/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** A clock that stands still until everybody waits, and then jumps to the next wake-up. */
export class FakeTime {
	private at = 1_800_000_000_000;
	private waiting: Array<{ at: number; wake: () => void }> = [];

	readonly now = () => this.at;
	readonly monotonic = () => this.at;
	readonly setBackMs = () => 0;
	readonly random = () => 0.5;
	readonly sleep = async (ms: number) =>
		await new Promise<void>(
			(wake) => void this.waiting.push({ at: this.at + Math.max(0, ms), wake }),
		);

	/** Lets time pass until `done` settles; what waits longer than `mostMs` is a hang. */
	async until<T>(done: Promise<T>, mostMs = 24 * 3_600_000): Promise<T> {
		let settled = false;
		const watched = done.finally(() => (settled = true));
		watched.catch(() => {});
		const end = this.at + mostMs;
		for (;;) {
			await new Promise((resolve) => setImmediate(resolve));
			if (settled) return await watched;
			const next = Math.min(...this.waiting.map((w) => w.at));
			if (!Number.isFinite(next) || next > end)
				throw new Error(
					`nothing more happens, and it is not done (${this.waiting.length} waiting)`,
				);
			this.at = Math.max(this.at, next);
			const due = this.waiting.filter((w) => w.at <= this.at);
			this.waiting = this.waiting.filter((w) => w.at > this.at);
			for (const { wake } of due) wake();
		}
	}
}
