/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { AsyncLocalStorage } from 'node:async_hooks';
import { ServerResponse } from 'node:http';
import { finished, type Readable } from 'node:stream';
import type { IExecuteFunctions } from 'n8n-workflow';
import { Sora2 } from '../../../nodes/Sora2/Sora2.node';
import { clock } from '../../../nodes/Sora2/transport/clock';

interface Pause {
	until: number;
	wake(): void;
}

let now = Date.now();
/** Calls of n8n's helpers that are not answered yet, and answers that are not read yet. */
let working = 0;
/** Grows with everything that happens, so that a look can tell whether anything did. */
let happened = 0;
let looking = false;
const pauses = new Set<Pause>();
/** The call of a helper that a pause is made in: a file that is being stored may have to wait for its bytes. */
const within = new AsyncLocalStorage<{ over: boolean }>();

/**
 * Lets time stand still while anything is at work, and step to the end of the next pause when everything waits: the
 * node, n8n and the relay read one clock, and how fast the machine is makes no difference to it. For everything in
 * this test file. What is to be silent for a while counts as work: `stepThroughSilence` tells it from an answer that
 * is on its way.
 */
export function stepTime(): void {
	Date.now = () => now;
	const began = now;
	// Else a machine that stands still for a second would look like a clock that was set back.
	clock.monotonic = () => now - began;
	clock.pause = async (ms, signal) => {
		if (signal?.aborted || !(ms > 0)) return;
		const call = within.getStore();
		const isAwaited = call?.over === false;
		await new Promise<void>((resolve) => {
			const pause: Pause = {
				// As Node's timers do: whole milliseconds, and no wait shorter than one.
				until: now + Math.max(1, Math.floor(ms)),
				wake() {
					pauses.delete(pause);
					signal?.removeEventListener('abort', pause.wake);
					if (isAwaited) working++;
					happened++;
					resolve();
				},
			};
			signal?.addEventListener('abort', pause.wake, { once: true });
			pauses.add(pause);
			if (isAwaited) working--;
			happened++;
			look();
		});
	};
	// Node would send the wall's time in the header `date`, and the node would see a clock that is off.
	Object.defineProperty(ServerResponse.prototype, 'sendDate', {
		get: () => false,
		set: () => {},
		configurable: true,
	});
	const execute = Sora2.prototype.execute;
	Sora2.prototype.execute = async function (this: IExecuteFunctions) {
		const helpers = Object.fromEntries(
			Object.entries(this.helpers).map(([name, helper]) => [
				name,
				typeof helper === 'function' ? noting(helper as Helper) : helper,
			]),
		);
		return await execute.call(
			Object.create(this, { helpers: { value: helpers } }) as IExecuteFunctions,
		);
	};
}

/** Milliseconds go by in which nobody waits for anything. */
export function advance(ms: number): void {
	now += ms;
}

/**
 * Lets ten seconds go by whenever something is awaited and nothing has happened for a tenth of one on the wall, as
 * when an answer has begun and does not go on. Returns what ends it.
 */
export function stepThroughSilence(): () => void {
	let seen = happened;
	const timer = setInterval(() => {
		if (working > 0 && seen === happened && pauses.size > 0) {
			now += 10_000;
			step();
		}
		seen = happened;
	}, 100);
	return () => clearInterval(timer);
}

/** Waits `ms` milliseconds of the clock on the wall. */
export async function wall(ms: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, ms));
}

type Helper = (this: unknown, ...args: unknown[]) => unknown;

/** A helper of n8n's whose calls count as work, until what they bring is read or thrown away. */
function noting(helper: Helper): Helper {
	return function (this: unknown, ...args: unknown[]) {
		const call = { over: false };
		const result = within.run(call, () => helper.apply(this, args));
		if (!(result instanceof Promise)) return result;
		working++;
		happened++;
		const end = () => {
			if (call.over) return;
			call.over = true;
			working--;
			happened++;
			look();
		};
		return (result as Promise<{ body?: Readable } | undefined>).then(
			(answer) => {
				const body = answer?.body;
				if (typeof body?.pipe === 'function') finished(body, { writable: false }, end);
				else end();
				return answer;
			},
			(error: unknown) => {
				end();
				throw error;
			},
		);
	};
}

/** Steps as soon as nothing has happened for some turns of the event loop. */
function look(): void {
	if (looking) return;
	looking = true;
	let seen = happened;
	let quiet = 0;
	const turn = () => {
		if (working > 0 || pauses.size === 0) {
			looking = false;
			return;
		}
		quiet = seen === happened ? quiet + 1 : 0;
		seen = happened;
		if (quiet > 5) step();
		setImmediate(turn);
	};
	setImmediate(turn);
}

function step(): void {
	const next = Math.min(...[...pauses].map(({ until }) => until));
	now = Math.max(now, next);
	for (const pause of [...pauses]) if (pause.until <= now) pause.wake();
}
