import { withoutEmpty, type Candidate, type Failure, type Verdict } from '../failures/failure';
import { describe, type Scene } from '../failures/words';
import type { JobReading } from '../wire/read';
import { claims } from './claims';
import type { Route, Work } from './context';
import type { JobRecord } from './ledger';

/** Writes an attempt that cost nothing, or nobody knows what, into the item's history. */
export function noteAttempt({ ledger }: Work, { channel, request }: Route, verdict: Verdict, candidates: Candidate[] = []): void {
	ledger.attempts.push(
		withoutEmpty({
			channel: channel.name,
			outcome: verdict.class,
			model: request.model,
			code: verdict.code,
			country: verdict.country,
			usd: verdict.billed === 'no' ? 0 : undefined,
			candidates: candidates.length > 0 ? candidates : undefined,
		}),
	);
}

/** Takes an accepted job into the ledger, at once. An endpoint that answers a video without an ID gets one from us. */
export function keep(work: Work, route: Route, reading: JobReading, submittedAt: number): JobRecord {
	const job: JobRecord = {
		id: reading.id ?? `video_${work.ports.uuid()}`,
		...(reading.id === undefined && { unlisted: true }),
		channel: route.channel.name,
		model: route.request.model || undefined,
		submittedAt,
		reading,
	};
	claims.claim(work.endpoint.baseUrl, job.id);
	work.ledger.job = job;
	work.accepted(job);
	return job;
}

/** A verdict on this item in words, with the item's history. */
export function failureOf({ ledger }: Work, { channel, request }: Route, verdict: Verdict, more: Partial<Scene> = {}): Failure {
	return describe(verdict, {
		channel: channel.name,
		channelName: channel.displayName,
		otherWay: channel.otherWay,
		model: request.model,
		attempts: [...ledger.attempts],
		...more,
	});
}
