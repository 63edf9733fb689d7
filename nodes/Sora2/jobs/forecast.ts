/** One look at a job's progress. Milliseconds since the job was submitted; per cent. */
export interface ProgressSample {
	/** When the question went out, and when its answer was there: the endpoint looked in between. */
	askedMs: number;
	toldMs: number;
	progress: number;
}

/** When a job should end, in milliseconds since it was submitted. */
export interface Forecast {
	from: number;
	to: number;
	/** How long one per cent takes. */
	perCentMs: number;
	/** How many per cent the endpoint reports in one step. */
	grain: number;
	/** Progress comes at an even pace, so `from` and `to` are bounds and not only an opinion. */
	even: boolean;
	/** The time between the first look that saw progress and the latest: what the pace was read from. */
	watchedMs: number;
	/** How long the latest answer was under way: no look is sharper. */
	blurMs: number;
}

const GRAINS = [25, 20, 10, 5, 1];

/**
 * When a job ends by the progress it reported, where it reported any. Progress comes in whole per cent, so every
 * look bounds, from both sides, when the work began and how long one per cent takes. What all looks allow together
 * bounds the end, more sharply with every look, as long as progress comes evenly. It may begin late, after a queue.
 */
export function forecastEnd(samples: readonly ProgressSample[]): Forecast | undefined {
	const seen = samples.filter((s) => s.progress > 0);
	const [first] = seen;
	if (!first) return undefined;
	const latest = seen[seen.length - 1];
	const grain = GRAINS.find((g) => seen.every((s) => s.progress % g === 0)) ?? 1;
	const known = {
		grain,
		watchedMs: latest.toldMs - first.toldMs,
		blurMs: latest.toldMs - latest.askedMs,
	};
	const allowed = seen.reduce(
		(corners, { askedMs, toldMs, progress }) =>
			cut(cut(corners, 1, progress, toldMs), -1, -progress - grain, -askedMs),
		everything(first),
	);
	if (allowed.length === 0) return { ...uneven(seen, latest, grain), even: false, ...known };
	const ends = allowed.map(([begin, perCent]) => begin + 100 * perCent);
	const perCentMs = allowed.reduce((sum, [, perCent]) => sum + perCent, 0) / allowed.length;
	return {
		from: Math.max(latest.askedMs, Math.min(...ends)),
		to: Math.max(...ends),
		perCentMs,
		even: true,
		...known,
	};
}

/** A pair of when the work began and the milliseconds one per cent takes; corners span what is possible. */
type Corner = readonly [number, number];

function everything({ toldMs, progress }: ProgressSample): Corner[] {
	const slowest = toldMs / progress;
	return [
		[0, 0],
		[toldMs, 0],
		[toldMs, slowest],
		[0, slowest],
	];
}

/** What is left of a convex region where `a * begin + b * perCent <= c`. */
function cut(corners: readonly Corner[], a: number, b: number, c: number): Corner[] {
	const beyond = (corner: Corner) => a * corner[0] + b * corner[1] - c;
	return corners.flatMap((corner, i) => {
		const next = corners[(i + 1) % corners.length];
		const [here, there] = [beyond(corner), beyond(next)];
		const kept = here <= 0 ? [corner] : [];
		if (here < 0 === there < 0 || here === 0 || there === 0) return kept;
		const share = here / (here - there);
		return [
			...kept,
			[
				corner[0] + share * (next[0] - corner[0]),
				corner[1] + share * (next[1] - corner[1]),
			] as const,
		];
	});
}

/** The faster of the pace over all and the pace since the first look: early rather than late. */
function uneven(
	seen: ProgressSample[],
	{ toldMs, progress }: ProgressSample,
	grain: number,
): Pick<Forecast, 'from' | 'to' | 'perCentMs'> {
	const [first] = seen;
	const gained = progress - first.progress;
	const overall = toldMs / progress;
	const lately = gained >= 5 ? (toldMs - first.toldMs) / gained : overall;
	const perCentMs = Math.min(overall, lately);
	return {
		from: toldMs + Math.max(0, 100 - progress - grain) * perCentMs,
		to: toldMs + Math.max(0, 100 - progress) * Math.max(overall, lately),
		perCentMs,
	};
}
