/** A seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** A generator of its own for one purpose, so that drawing more of one thing changes nothing else. */
	static of(seed: number, purpose: string): Random {
		let state = seed >>> 0;
		for (const letter of purpose)
			state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) ^ (state >>> 15);
		return new Random(state);
	}

	/** From 0 up to 1. */
	readonly next = (): number => {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};

	/** A whole number from `low` to `high`, both included. */
	int(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(list: readonly T[]): T {
		return list[Math.floor(this.next() * list.length)];
	}

	hex(length: number): string {
		let text = '';
		while (text.length < length) text += Math.floor(this.next() * 16).toString(16);
		return text;
	}

	uuid(): string {
		return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
	}
}
