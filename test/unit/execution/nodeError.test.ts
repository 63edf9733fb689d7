import type { Failure } from '../../../nodes/Sora2/errors/failure';
import { toNodeError } from '../../../nodes/Sora2/execution/nodeError';
import { createNodeContext } from '../support/nodeContext';

const node = createNodeContext().ctx.getNode();
const failure = (more: Partial<Failure> = {}): Failure => ({
	message: 'Official Reverse refused the request',
	hint: 'Nothing was charged.',
	class: 'region',
	retryable: true,
	failover: true,
	billed: 'no',
	...more,
});

describe('a failure that stops the workflow', () => {
	test("has the failure's texts, item and facts", () => {
		const error = toNodeError(node, failure({ httpStatus: 403, country: 'MM' }), 2, []);
		expect(error.message).toBe('Official Reverse refused the request');
		expect(error.description).toContain('Nothing was charged.');
		expect(error.httpCode).toBe('403');
		expect(error.context).toMatchObject({
			itemIndex: 2,
			error: { class: 'region', country: 'MM', billed: 'no' },
			data: { class: 'region', billed: 'no', country: 'MM', httpStatus: 403 },
			jobs: [],
		});
	});

	test('names every job accepted in this run, and candidates of other items', () => {
		const jobs = [{ itemIndex: 0, id: 'video_1', status: 'in_progress' }];
		const candidates = [
			{ itemIndex: 1, id: 'video_2', status: 'queued' },
			{ itemIndex: 2, id: 'video_3', status: 'queued' },
		];
		const error = toNodeError(node, failure(), 1, jobs, candidates);
		expect(error.description).toContain('video_1 (item 0, in_progress)');
		expect(error.description).toContain('video_3 (item 2)');
		expect(error.description).not.toContain('video_2');
		expect(error.context).toMatchObject({ jobs, candidates });
	});

	test.each([
		['rate_limit', 'rate-limited'],
		['quota', 'quota-exhausted'],
		['overloaded', 'temporarily-unavailable'],
		['auth', 'credential-invalid'],
		['model_retired', 'configuration-invalid'],
		['region', undefined],
	] as const)('%s is %s for n8n', (cls, cause) => {
		const error = toNodeError(node, failure({ class: cls, retryAfterMs: 5000 }), 0, []);
		// Versions before 2.38 know no causes.
		const told = (error as { failure?: { cause: string; retryAfterMs?: number } }).failure;
		if (cause === undefined || told === undefined) expect(told).toBeUndefined();
		else expect(told).toEqual({ cause, ...(cause === 'rate-limited' && { retryAfterMs: 5000 }) });
	});
});
