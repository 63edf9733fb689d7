import type { Failure } from '../../../nodes/Sora2/errors/failure';
import type { Job } from '../endpoint/job';
import {
	allPrompts,
	endsOf,
	failureOf,
	lastOf,
	lineagesOf,
	paidFor,
	promptsOf,
	rowOf,
	thrownFailure,
	toldBy,
	wantedOf,
	type History,
	type Lineage,
} from '../history';

/** Whether the Retry of this lineage began with nothing, because n8n had kept nothing. */
function beganAnew([first, retry]: Lineage): boolean {
	return retry !== undefined && Object.keys(first.savedContext()).length === 0;
}

/** Orders of a prompt whose outcome its answer left open. */
function vagueOrders({ endpoint }: History, prompt: string): number {
	return endpoint.orders.filter((o) => o.prompt === prompt && o.vague).length;
}

/** Orders that a Stop may have cut off before their answer was read, where a Retry followed. */
function cutOffByStop(lineages: Lineage[], prompt: string): number {
	return lineages
		.filter(([first, retry]) => retry !== undefined && first.stopped)
		.flatMap(([first]) => promptsOf(first))
		.filter((p) => p === prompt).length;
}

export function paidAtMostOnce(history: History): string[] {
	return allPrompts(history).flatMap((prompt) => {
		const wanted = wantedOf(history, prompt);
		const paid = paidFor(history, prompt).length;
		const lineages = lineagesOf(history, prompt);
		const { resubmitWhenUnknown, tries } = history.drawn.node;
		// One more order a try for every one whose outcome nobody knows.
		const allowed = resubmitWhenUnknown
			? Math.min(vagueOrders(history, prompt), wanted * tries * 2) + cutOffByStop(lineages, prompt)
			: 0;
		const anew = lineages
			.filter(beganAnew)
			.flatMap(([first]) => promptsOf(first))
			.filter((p) => p === prompt).length;
		const most = wanted + allowed + anew;
		return paid > most ? [`${prompt} was paid for ${paid} times, ${most} at most`] : [];
	});
}

export function paidIsNamed(history: History): string[] {
	const { drawn } = history;
	const told = history.lineages.flat().map(toldBy).join();
	const isGone = history.drawn.happenings.some(({ what }) => what === 'kill');
	const stops = history.lineages.flat().filter((e) => e.stopped);
	const listIsGood =
		drawn.endpoint.list.has && drawn.endpoint.list.lagMs === 0 && drawn.lists.length === 0;
	return allPrompts(history).flatMap((prompt) => {
		const broken: string[] = [];
		let nameless = 0;
		for (const job of paidFor(history, prompt)) {
			if (told.includes(job.id) || isDelivered(history, job)) continue;
			if (isGone) continue;
			// The answer may be on its way into the log when the user presses Stop.
			const cutOff = stops.some(
				(e) => job.told.order === undefined || job.told.order > (e.endedAt ?? 0) - 25_000,
			);
			if (cutOff) continue;
			if (job.told.order !== undefined)
				broken.push(`job ${job.id}, which an answer to its order named, is named nowhere`);
			else if (job.told.list !== undefined && listIsGood && !job.forgotten)
				broken.push(`job ${job.id}, which the list named, is named nowhere`);
			else nameless++;
		}
		if (nameless === 0) return broken;
		const lineages = lineagesOf(history, prompt);
		// A thrown error speaks of one item.
		if (lineages.some((lineage) => lastOf(lineage).status !== 'success')) {
			const [only] = lineages;
			const alone = lineages.length === 1 && promptsOf(only[0]).length === 1;
			if (!alone || lastOf(only).status !== 'error') return broken;
			return thrownFailure(lastOf(only))?.billed === 'no'
				? [...broken, `${prompt}: a job nobody named was paid for, and the error says it was not`]
				: broken;
		}
		const ends = endsOf(history).filter((end) => end.prompt === prompt);
		const unknown = ends.filter(({ failure, item }) =>
			failure
				? failure.billed !== 'no'
				: JSON.stringify(item?.json.attempts ?? []).includes('network') ||
					drawn.node.resubmitWhenUnknown,
		).length;
		const allowedMore = drawn.node.resubmitWhenUnknown || lineages.some(beganAnew);
		if (unknown + countTwins(history, prompt) < nameless && !allowedMore)
			broken.push(`${prompt}: ${nameless} paid jobs nobody named, ${unknown} items say unknown`);
		return broken;
	});
}

/**
 * Items of a Retry that have a job of another execution: it ran in another process, and its order was identical, so
 * nothing tells whose the only job in the list is.
 */
function countTwins(history: History, prompt: string): number {
	const ids = endsOf(history).flatMap((end) =>
		end.prompt === prompt && !end.failure && end.item ? [end.item.json.id] : [],
	);
	const isRetried = lineagesOf(history, prompt).some(([, retry]) => retry !== undefined);
	return isRetried ? ids.length - new Set(ids).size : 0;
}

function isDelivered({ lineages }: History, job: Job): boolean {
	return lineages
		.flat()
		.some((execution) => [...execution.files.values()].some((file) => file.equals(job.file)));
}

export function moneyIsTrue(history: History): string[] {
	return history.lineages.flatMap((lineage) => {
		const execution = lastOf(lineage);
		const prompts = promptsOf(execution);
		const failures: Array<[string, Failure]> = execution.outputs.flat().flatMap((item) => {
			const failure = failureOf(item);
			return failure ? [[prompts[rowOf(item) ?? -1], failure] as [string, Failure]] : [];
		});
		const thrown = thrownFailure(execution);
		// Which item a thrown error speaks of is only certain where there is one.
		if (thrown && prompts.length === 1) failures.push([prompts[0], thrown]);
		return failures.flatMap(([prompt, failure]) => untrue(history, prompt, failure));
	});
}

const FREE =
	/\b(nothing was charged|not charged|no charge|at no cost|cost nothing|free of charge)\b/i;

function untrue(history: History, prompt: string, failure: Failure): string[] {
	const { billed, message, hint, jobId } = failure;
	const broken: string[] = [];
	const jobs = history.endpoint.jobs.filter((job) => job.prompt === prompt);
	const paid = paidFor(history, prompt);
	const wanted = wantedOf(history, prompt);
	const saysFree = FREE.test(`${message} ${hint}`.replace(/if nothing was charged/gi, ''));
	if (saysFree && billed !== 'no')
		broken.push(`billed is ${billed}, and the words are: ${message} ${hint}`);
	if (billed === 'no') {
		const others = endsOf(history).filter(
			(e) => e.prompt === prompt && e.failure?.billed === 'no',
		).length;
		const unpaid = wanted === 1 ? 1 : Math.max(1, others);
		if (paid.length > wanted - unpaid && !lineagesOf(history, prompt).some(beganAnew))
			if (wanted === 1 || !history.drawn.node.resubmitWhenUnknown)
				broken.push(`${prompt}: billed no, and job ${paid[0]?.id} is paid for: ${message}`);
	}
	if (
		billed === 'yes' &&
		!jobs.some((job) => job.charged && (!jobId || job.id === jobId || job.unlisted))
	)
		broken.push(`${prompt}: billed yes, and no such job was charged: ${message}`);
	return broken;
}
