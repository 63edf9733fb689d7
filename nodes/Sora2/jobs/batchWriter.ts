/** Writes some rows at once. */
export type WriteRows<R> = (rows: R[]) => Promise<void>;

interface Waiting<R> {
	row: R;
	write: WriteRows<R>;
	done(): void;
	fail(error: unknown): void;
}

/**
 * Writes rows of many writers to one place, one write at a time: what comes while one is under way goes out together
 * with the next. Rows arrive in the order they were given.
 */
export class BatchWriter<R> {
	private waiting: Array<Waiting<R>> = [];
	private isWriting = false;

	/** Settles when the row is written. `write`: how this writer would write it, if need be others' rows as well. */
	async add(row: R, write: WriteRows<R>): Promise<void> {
		await new Promise<void>((done, fail) => {
			this.waiting.push({ row, write, done, fail });
			if (!this.isWriting) void this.writeAll();
		});
	}

	private async writeAll(): Promise<void> {
		this.isWriting = true;
		// What starts together goes out together.
		await Promise.resolve();
		while (this.waiting.length > 0) {
			const batch = this.waiting;
			this.waiting = [];
			await this.writeBatch(batch);
		}
		this.isWriting = false;
	}

	/** By the newest writer: an older one may be at the end of its time. What is wrong with one must not be another's loss. */
	private async writeBatch(batch: Array<Waiting<R>>): Promise<void> {
		const writers = new Set(batch.map(({ write }) => write));
		const { write } = batch[batch.length - 1];
		await write(batch.map(({ row }) => row)).then(
			() => batch.forEach(({ done }) => done()),
			async (error: unknown) => {
				if (writers.size === 1) return batch.forEach(({ fail }) => fail(error));
				for (const one of writers) await this.writeBatch(batch.filter((w) => w.write === one));
			},
		);
	}
}
