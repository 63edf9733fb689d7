/** Writes several rows at once. */
export type WriteRows<R> = (rows: R[]) => Promise<void>;

interface Waiting<R> {
	row: R;
	write: WriteRows<R>;
	done(): void;
	fail(error: unknown): void;
}

/**
 * Writes rows from several writers to one place, one write at a time: rows that arrive during a
 * write go out together with the next. Keeps the order of the rows.
 */
export class BatchWriter<R> {
	private waiting: Array<Waiting<R>> = [];
	private isWriting = false;

	/**
	 * Resolves when the row is written. `write`: how this writer would write it, including others'
	 * rows if necessary.
	 */
	async add(row: R, write: WriteRows<R>): Promise<void> {
		await new Promise<void>((done, fail) => {
			this.waiting.push({ row, write, done, fail });
			if (!this.isWriting) void this.writeAll();
		});
	}

	private async writeAll(): Promise<void> {
		this.isWriting = true;
		// Batch what is added in the same tick.
		await Promise.resolve();
		while (this.waiting.length > 0) {
			const batch = this.waiting;
			this.waiting = [];
			await this.writeBatch(batch);
		}
		this.isWriting = false;
	}

	/**
	 * Writes a batch with the newest writer, because an older one may be about to end. If it fails,
	 * each row is written by its own writer, so that one writer's problem does not affect the others.
	 */
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
