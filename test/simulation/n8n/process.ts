/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createRequire } from 'node:module';
import type { INodeType } from 'n8n-workflow';
import { ModuleRegistry } from '../world/moduleRegistry';
import type { Random } from '../world/random';
import type { Owner, VirtualTime } from '../world/time';

const load = createRequire(__filename);
/** A pause that is cancelled ends at the next of these. */
const SLICE_MS = 200;

interface Clock {
	pause(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * An operating system's process that n8n runs in. The node's modules, with all their state, are its own; when it
 * dies, nothing that was under way in it goes on.
 */
export class N8nProcess implements Owner {
	dead = false;
	readonly node: INodeType;
	/** How far its wall clock was set off; the clock that only counts on is not. */
	private offsetMs = 0;

	constructor(
		private readonly time: VirtualTime,
		readonly random: Random,
	) {
		const sleep = async (ms: number) => await time.sleep(ms, this);
		const now = () => time.now() + this.offsetMs;
		const modules = new ModuleRegistry(
			{
				Date: dateAt(now),
				Math: Object.create(Math, { random: { value: random.next } }) as typeof Math,
				crypto: seeded(crypto, random),
				performance: { now: () => time.elapsed },
				setTimeout: (run: () => void, ms: number) => time.after(ms, run, this),
				clearTimeout: time.cancel.bind(time),
			},
			{
				'n8n-workflow': Object.create(load('n8n-workflow') as object, { sleep: { value: sleep } }),
				'node:crypto': seeded(load('node:crypto') as object, random),
			},
		);
		const { clock } = modules.require('nodes/Sora2/transport/clock.ts') as { clock: Clock };
		// As its own, but for the slices in which nobody stops it.
		clock.pause = async (ms, signal) => await this.pause(ms, signal);
		const { Sora2 } = modules.require('nodes/Sora2/Sora2.node.ts') as {
			Sora2: new () => INodeType;
		};
		this.node = new Sora2();
	}

	setClockBack(ms: number): void {
		this.offsetMs -= ms;
	}

	private async pause(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted || !(ms > 0)) return;
		const { time } = this;
		const began = time.now();
		await new Promise<void>((wake) => {
			const end = () => {
				signal?.removeEventListener('abort', cut);
				wake();
			};
			const timer = time.after(ms, end, this);
			const cut = () => {
				time.cancel(timer);
				const past = (time.now() - began) % SLICE_MS;
				time.after(Math.min(SLICE_MS - past, began + ms - time.now()), end, this);
			};
			signal?.addEventListener('abort', cut, { once: true });
		});
	}
}

function dateAt(now: () => number): typeof Date {
	return class extends Date {
		constructor(...args: unknown[]) {
			super(...((args.length === 0 ? [now()] : args) as [number]));
		}
		static now(): number {
			return now();
		}
	} as typeof Date;
}

function seeded(crypto: object, random: Random): object {
	return Object.create(crypto, {
		randomUUID: { value: () => random.uuid() },
		randomBytes: { value: (size: number) => Buffer.from(random.hex(size * 2), 'hex') },
		subtle: { value: undefined },
	}) as object;
}
