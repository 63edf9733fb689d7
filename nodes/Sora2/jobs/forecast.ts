/** The progress one poll found. Milliseconds since the job was submitted; per cent. */
export interface ProgressSample {
	/** When the poll was sent and when its answer was there: the progress is of a moment in between. */
	sentMs: number;
	answeredMs: number;
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
	/** The time between the first poll that found progress and the latest: what the pace was read from. */
	watchedMs: number;
	/** How long the latest poll took: no observation is sharper. */
	latencyMs: number;
}

const GRAINS = [25, 20, 10, 5, 1];

/**
 * When a job ends by the progress it reported, where it reported any. Progress comes in whole per cent, so every
 * poll bounds, from both sides, when the work began and how long one per cent takes. What all polls allow together
 * bounds the end, more sharply with every poll, as long as progress comes evenly. It may begin late, after a queue.
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
			cut(cut(corners, 1, progress, answeredMs), -1, -progress - grain, -sentMs),
		everything(first),
	);
	if (allowed.length === 0) return { ...uneven(seen, latest, grain), even: false, ...known };
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

/** A pair of when the work began and the milliseconds one per cent takes; corners span what is possible. */
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

/** What is left of a convex region where `a * begin + b * perCent <= c`. */
function cut(corners: readonly Corner[], a: number, b: number, c: number): Corner[] {
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

/** The faster of the pace over all and the pace since the first poll: early rather than late. */
function uneven(
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
