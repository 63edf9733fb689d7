import type { FileLocation } from './ports';
import { toSameOriginUrl } from './query';

/** After the job was looked up, another lookup is not worth a request for this long. */
const RENEWAL_MS = 30_000;

/** The locations a file may be fetched from, tried in turn and then again. */
export class FileLocations {
	private turn = 0;
	private renewedAt = -Infinity;

	/** @param lookUp asks the endpoint where the file is now, because signed URLs expire */
	constructor(
		private readonly locations: FileLocation[],
		private readonly lookUp: () => Promise<FileLocation[]>,
	) {}

	get current(): FileLocation {
		return this.locations[this.turn % this.locations.length];
	}

	/** Whether the current location is the endpoint itself, and not another host. */
	isAtEndpoint(baseUrl: string): boolean {
		const { current } = this;
		return !('url' in current) || toSameOriginUrl(current.url, baseUrl) !== undefined;
	}

	advance(): void {
		this.turn++;
	}

	/** Adds a location to be tried next, unless it is known. */
	addNext(location: FileLocation): void {
		const key = toKey(location);
		if (!this.locations.some((known) => toKey(known) === key))
			this.locations.splice((this.turn % this.locations.length) + 1, 0, location);
	}

	/**
	 * Adds the file's new location after the current one was refused. `now` is on the monotonic
	 * clock.
	 */
	async renew(now: number): Promise<void> {
		if (!('url' in this.current) || now - this.renewedAt < RENEWAL_MS) return;
		this.renewedAt = now;
		for (const location of (await this.lookUp()).reverse()) this.addNext(location);
	}
}

/** Returns a location without its signature, which changes while the file stays the same. */
export function toAddress(location: FileLocation): string {
	return 'url' in location ? location.url.split(/[?#]/)[0] : toKey(location);
}

function toKey(location: FileLocation): string {
	return 'url' in location ? location.url : JSON.stringify([location.path, location.query]);
}
