import { createLedger } from '../../../nodes/Sora2/jobs/itemLedger';
import type { Download } from '../../../nodes/Sora2/jobs/fileResponse';
import { runJob, startJob } from '../../../nodes/Sora2/jobs/runJob';
import {
	ACCEPTED,
	BUSY,
	CUT,
	fakeEndpoint,
	file,
	HTML,
	NOT_FOUND,
	orderedJob,
	REGION,
	respond,
	settle,
} from '../support/fakeEndpoint';

const VIDEO = '\u0000\u0000\u0000\u0018ftypisom, and the rest of it';
const URL_ONLY = { variants: [], store: async () => await Promise.resolve(1) };
const read = async ({ bytes }: Download) => {
	const parts: Uint8Array[] = [];
	for await (const part of bytes) parts.push(part);
	return Buffer.concat(parts).toString('latin1');
};

test('a job in the ledger is never ordered again', async () => {
	const job = orderedJob(0);
	const { jobContext, time, orders, routes } = fakeEndpoint({ ledger: { ...createLedger(), job } });
	await expect(time.until(startJob(jobContext, routes))).resolves.toBe(job);
	expect(orders).toEqual([]);
});

describe('another channel', () => {
	test('is tried after a certain refusal that is not about the prompt', async () => {
		const { jobContext, time, ledger, routes } = fakeEndpoint({ orders: [REGION, ACCEPTED] });
		await expect(time.until(startJob(jobContext, routes))).resolves.toMatchObject({
			channel: 'relay',
		});
		expect(ledger.attempts).toMatchObject([{ channel: 'reverse', outcome: 'region' }]);
	});

	test.each([
		['an unknown outcome', CUT, 'network'],
		[
			'a refusal of the prompt',
			respond(400, { error: { code: 'moderation_blocked', message: 'Blocked' } }),
			'moderation',
		],
	])('is not tried after %s', async (_, refusal, cls) => {
		const { jobContext, time, orders, routes } = fakeEndpoint({ orders: [refusal] });
		const { failure } = await time.until(settle(startJob(jobContext, routes)));
		expect(failure).toMatchObject({ class: cls, channel: 'reverse' });
		expect(orders).toHaveLength(1);
	});

	test('has the last word', async () => {
		const { jobContext, time, routes } = fakeEndpoint({ orders: [REGION, BUSY] });
		const { failure } = await time.until(settle(startJob(jobContext, routes)));
		expect(failure).toMatchObject({ class: 'overloaded', channel: 'relay' });
		expect(failure?.attempts).toHaveLength(2);
	});
});

test('failed polls never abandon the job', async () => {
	const { jobContext, time, orders, routes } = fakeEndpoint({
		polls: [CUT, HTML, REGION, NOT_FOUND, BUSY, respond(200, 'x')],
	});
	await expect(time.until(runJob(jobContext, routes, URL_ONLY))).resolves.toMatchObject({
		job: { id: 'video_1' },
	});
	expect(orders).toHaveLength(1);
});

test('files are downloaded, and an unavailable extra is only missing', async () => {
	const { jobContext, time, ledger, routes } = fakeEndpoint({ files: [file(VIDEO)] });
	const video = await time.until(
		runJob(jobContext, routes, { variants: ['video', 'thumbnail'], store: read }),
	);
	expect(video).toMatchObject({ files: { video: VIDEO }, missing: ['thumbnail'] });
	expect(ledger.job?.deliveredAt).toBe(video.finishedAt);
	expect(ledger.attempts).toMatchObject([{ outcome: 'completed', id: 'video_1' }]);
});

test('bytes from the answer are dropped after delivery', async () => {
	const { jobContext, time, ledger, orders, routes } = fakeEndpoint({
		orders: [respond(200, { id: 'video_2', data: [{ b64_json: 'AAAAIGZ0eXA=' }] })],
	});
	const store = async (download: Download) =>
		Buffer.from(await read(download), 'latin1').toString('base64');
	const spec = { variants: ['video' as const], store };
	const video = await time.until(runJob(jobContext, routes, spec));
	expect(video.files.video).toBe('AAAAIGZ0eXA=');
	expect(JSON.stringify([video, ledger])).not.toContain('"base64":"A');
	const { failure } = await time.until(settle(runJob(jobContext, routes, spec)));
	expect(failure).toMatchObject({ billed: 'yes', retryable: false, failover: false });
	expect(orders).toHaveLength(1);
});

test('a failed job leaves the ledger once, and stays in it the second time', async () => {
	const failed = respond(200, {
		id: 'video_1',
		status: 'failed',
		error: { code: 'internal_error', message: 'Video generation failed. You were not charged.' },
	});
	const { jobContext, time, ledger, orders, routes } = fakeEndpoint({ lastPoll: failed });
	const run = async () => await time.until(settle(runJob(jobContext, routes, URL_ONLY)));
	expect(await run()).toMatchObject({
		failure: { class: 'job_failed', retryable: true, billed: 'no' },
	});
	expect(ledger.job).toBeUndefined();
	expect(await run()).toMatchObject({ failure: { class: 'job_failed', retryable: false } });
	expect(ledger.job?.id).toBe('video_1');
	expect(orders).toHaveLength(2);
});
