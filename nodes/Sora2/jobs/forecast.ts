/** The progress one poll found, in percent. Times in milliseconds since the job was submitted. */
export interface ProgressSample {
	/** When the poll was sent and when it was answered: the progress was measured in between. */
	sentMs: number;
	answeredMs: number;
	progress: number;
}

/** When a job should end, in milliseconds since it was submitted. */
export interface Forecast {
	from: number;
	to: number;
	/** Milliseconds per percent. */
	perCentMs: number;
	/** The step size of the endpoint's progress, in percent. */
	grain: number;
	/** Progress is even, so `from` and `to` are bounds and not just estimates. */
	even: boolean;
	/** Time between the first poll that found progress and the latest: the basis of the pace. */
	watchedMs: number;
	/** How long the latest poll took, which limits the precision of any observation. */
	latencyMs: number;
}

const GRAINS = [25, 20, 10, 5, 1];

/**
 * Forecasts the end of a job from its reported progress, if any. Progress comes in whole percent,
 * so every poll bounds from both sides when the work started and how long one percent takes. All
 * polls together bound the end, more tightly with every poll, as long as progress is even. It may
 * start late, after a queue.
 */
export function forecastEnd(samples: readonly ProgressSample[]): Forecast | undefined {
	const seen = samples.filter((s) => s.progress > 0);
	const [first] = seen;
	if (!first) return undefined;
	const latest = seen[seen.length - 1];
	const grain = GRAINS.find((g) => seen.every((s) => s.progress % g === 0)) ?? 1;
	const known = {
		grain,
		watchedMs: latest.answeredMs - first.answeredMs,
		latencyMs: latest.answeredMs - latest.sentMs,
	};
	const allowed = seen.reduce(
		(corners, { sentMs, answeredMs, progress }) =>
			clipRegion(clipRegion(corners, 1, progress, answeredMs), -1, -progress - grain, -sentMs),
		everything(first),
	);
	if (allowed.length === 0)
		return { ...forecastUneven(seen, latest, grain), even: false, ...known };
	const ends = allowed.map(([begin, perCent]) => begin + 100 * perCent);
	const perCentMs = allowed.reduce((sum, [, perCent]) => sum + perCent, 0) / allowed.length;
	return {
		from: Math.max(latest.sentMs, Math.min(...ends)),
		to: Math.max(...ends),
		perCentMs,
		even: true,
		...known,
	};
}

/** A start time and the milliseconds per percent: a corner of the feasible region. */
type Corner = readonly [number, number];

function everything({ answeredMs, progress }: ProgressSample): Corner[] {
	const slowest = answeredMs / progress;
	return [
		[0, 0],
		[answeredMs, 0],
		[answeredMs, slowest],
		[0, slowest],
	];
}

/** Intersects a convex region with the half-plane `a * begin + b * perCent <= c`. */
function clipRegion(corners: readonly Corner[], a: number, b: number, c: number): Corner[] {
	const beyond = (corner: Corner) => a * corner[0] + b * corner[1] - c;
	return corners.flatMap((corner, i) => {
		const next = corners[(i + 1) % corners.length];
		const [here, there] = [beyond(corner), beyond(next)];
		const inside = here <= 0 ? [corner] : [];
		if (here < 0 === there < 0 || here === 0 || there === 0) return inside;
		const share = here / (here - there);
		return [
			...inside,
			[
				corner[0] + share * (next[0] - corner[0]),
				corner[1] + share * (next[1] - corner[1]),
			] as const,
		];
	});
}

/**
 * Uses the faster of the overall pace and the pace since the first poll: early is better than late.
 */
function forecastUneven(
	seen: ProgressSample[],
	{ answeredMs, progress }: ProgressSample,
	grain: number,
): Pick<Forecast, 'from' | 'to' | 'perCentMs'> {
	const [first] = seen;
	const gained = progress - first.progress;
	const overall = answeredMs / progress;
	const lately = gained >= 5 ? (answeredMs - first.answeredMs) / gained : overall;
	const perCentMs = Math.min(overall, lately);
	return {
		from: answeredMs + Math.max(0, 100 - progress - grain) * perCentMs,
		to: answeredMs + Math.max(0, 100 - progress) * Math.max(overall, lately),
		perCentMs,
	};
}
