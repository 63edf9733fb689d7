import { recordAttempt, recordJob } from '../../../nodes/Sora2/jobs/record';
import type { JobSnapshot } from '../../../nodes/Sora2/protocols/response/job';
import { fakeEndpoint } from '../support/fakeEndpoint';

const record = (snapshot: JobSnapshot) => {
	const endpoint = fakeEndpoint();
	const job = recordJob(endpoint.jobContext, endpoint.routes[0], snapshot, 7, 'ordered');
	return { ...endpoint, job };
};

describe('an accepted job', () => {
	test('is in the ledger and announced', () => {
		const { job, ledger, accepted } = record({ id: 'video_1', status: 'queued' });
		expect(ledger.job).toBe(job);
		expect(accepted).toEqual([job]);
		expect(job).toMatchObject({
			id: 'video_1',
			channel: 'reverse',
			model: 'sora-2',
			submittedAt: 7,
		});
	});

	test.each([
		['by its ID', { id: 'video_1' }, 'endpoint'],
		[
			'by its ID, also where an address came along',
			{ id: 'video_1', video: { kind: 'url', url: 'https://cdn.example/v' } },
			'endpoint',
		],
		[
			'only at its address, where the endpoint named no ID',
			{ video: { kind: 'url', url: 'https://cdn.example/v' } },
			'address',
		],
		[
			'only in the answer',
			{ id: 'video_1', video: { kind: 'inline', base64: 'AAAA', mimeType: 'video/mp4' } },
			'answer',
		],
		[
			'only in the answer, where the endpoint named no ID',
			{ video: { kind: 'inline', base64: 'AAAA', mimeType: 'video/mp4' } },
			'answer',
		],
	] as const)('has its video %s', (_, snapshot, videoAt) => {
		expect(record(snapshot).job.videoAt).toBe(videoAt);
	});

	test('gets an ID from the node if the endpoint named none, which is never sent to the endpoint', () => {
		const { job } = record({ video: { kind: 'url', url: 'https://cdn.example/v' } });
		expect(job.id).toMatch(/^video_uuid-/);
		expect(job.snapshot.id).toBeUndefined();
	});
});

test('an attempt that cost nothing says so, and one with unknown outcome names its candidates', () => {
	const { jobContext, ledger, routes } = fakeEndpoint();
	const verdict = {
		class: 'region',
		retryable: true,
		failover: true,
		billed: 'no',
		country: 'MM',
	} as const;
	recordAttempt(jobContext, routes[0], verdict);
	recordAttempt(
		jobContext,
		routes[1],
		{ ...verdict, class: 'network', billed: 'unknown', country: undefined },
		{ candidates: [{ id: 'video_1' }] },
	);
	expect(ledger.attempts).toEqual([
		{ channel: 'reverse', outcome: 'region', model: 'sora-2', country: 'MM', usd: 0 },
		{ channel: 'relay', outcome: 'network', model: 'sora-2', candidates: [{ id: 'video_1' }] },
	]);
});
