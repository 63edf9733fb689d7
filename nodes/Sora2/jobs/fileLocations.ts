import type { FileLocation } from './ports';

/** How long after a fresh look at the job another one is not worth a request. */
const RENEWAL_MS = 30_000;

/** Where a file may be had, in the order in which the places are tried, round and round. */
export class FileLocations {
	private turn = 0;
	private renewedAt = -Infinity;

	/** @param findAgain asks the endpoint where the file is now: signed addresses expire */
	constructor(
		private readonly locations: FileLocation[],
		private readonly findAgain: () => Promise<FileLocation[]>,
	) {}

	get current(): FileLocation {
		return this.locations[this.turn % this.locations.length];
	}

	goOn(): void {
		this.turn++;
	}

	/** Has a location tried next, unless it is known. */
	addNext(location: FileLocation): void {
		const key = toKey(location);
		if (!this.locations.some((known) => toKey(known) === key))
			this.locations.splice((this.turn % this.locations.length) + 1, 0, location);
	}

	/** Adds where the file is now, after the current location was refused. `now` is on the monotonic clock. */
	async renew(now: number): Promise<void> {
		if (!('url' in this.current) || now - this.renewedAt < RENEWAL_MS) return;
		this.renewedAt = now;
		for (const location of (await this.findAgain()).reverse()) this.addNext(location);
	}
}

/** A location without what changes while the file stays the same: a signature. */
export function toAddress(location: FileLocation): string {
	return 'url' in location ? location.url.split(/[?#]/)[0] : toKey(location);
}

function toKey(location: FileLocation): string {
	return 'url' in location ? location.url : JSON.stringify([location.path, location.query]);
}
