import { Endpoint, type Kind } from '../endpoint/endpoint';
import type { Case, Happening } from '../scenario/types';
import { Random } from './random';
import { VirtualTime } from './time';

/** A request the node made, as the judge sees it. */
export interface RequestRecord {
	at: number;
	execution: number;
	method: string;
	url: string;
	kind: Kind | 'unanswered';
	prompt?: string;
	jobId?: string;
	/** Begun after its execution was cancelled or over. */
	late: boolean;
	/** Carried the key to another origin than the endpoint's. */
	leaked: boolean;
}

/** One history: its time, its endpoint, and everything that happened, step by step. */
export class World {
	readonly time = new VirtualTime();
	readonly endpoint: Endpoint;
	readonly requests: RequestRecord[] = [];
	/** Errors that nobody caught. */
	readonly uncaught: string[] = [];
	readonly log: string[] = [];
	onHappening: (happening: Happening) => void = () => {};
	private steps = 0;

	constructor(readonly drawn: Case) {
		this.endpoint = new Endpoint(drawn, {
			now: this.time.now,
			random: Random.of(drawn.seed, 'endpoint'),
		});
	}

	/** Writes a line of the history; what is to happen at this step happens. */
	step(line: string): void {
		const n = ++this.steps;
		this.log.push(`${n} ${(this.time.elapsed / 1000).toFixed(3)} ${line}`);
		for (const happening of this.drawn.happenings)
			if (happening.step === n)
				this.time.after(happening.afterMs, () => {
					this.log.push(`  ${(this.time.elapsed / 1000).toFixed(3)} ${happening.what}`);
					this.onHappening(happening);
				});
	}
}
