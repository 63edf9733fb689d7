/** Limits how many operations run at once; the others wait, first come, first served. */
export class Semaphore {
	private free: number;
	private readonly waiting: Array<() => void> = [];

	constructor(atOnce: number) {
		this.free = atOnce;
	}

	async run<T>(what: () => Promise<T>): Promise<T> {
		if (this.free > 0) this.free--;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		try {
			return await what();
		} finally {
			const next = this.waiting.shift();
			if (next) next();
			else this.free++;
		}
	}
}
