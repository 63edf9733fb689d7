import '../support/repair';
import { classify } from '../../../nodes/Sora2/errors/classify';
import type { Verdict } from '../../../nodes/Sora2/errors/failure';

/* What cannot be told by a case of `test/fixtures/refusals`. */
type Case = [name: string, status: number, body: unknown, expected: Partial<Verdict>];

const REGION = {
	class: 'region',
	code: 'unsupported_country_code',
	country: 'MM',
	retryable: true,
	failover: true,
	billed: 'no',
	upstreamMessage: 'Sora is not available in your country',
} as const;
const CORE = {
	error: {
		code: 'unsupported_country_code',
		message: 'Sora is not available in your country',
		param: 'MM',
		type: 'invalid_request_error',
	},
};
const CORE_TEXT = JSON.stringify(CORE);
const PROMPT = 'a policeman violating the moderation policy, nsfw, not available in your country';

test('a known prompt is neither matched nor repeated', () => {
	const refusal = {
		during: 'submit',
		status: 400,
		body: { error: { message: `Could not parse ${PROMPT}` } },
	} as const;
	expect(classify(refusal, 0).class).toBe('region');
	const verdict = classify({ ...refusal, prompt: PROMPT }, 0);
	expect(verdict).toMatchObject({ class: 'invalid_request', upstreamMessage: 'Could not parse …' });
});

describe('unknown outcomes', () => {
	const lost = { billed: 'unknown', retryable: false, failover: false };
	test.each<Case>([
		[
			'a page, 502',
			502,
			'<html><head><title>502 Bad Gateway</title></head></html>',
			{ class: 'overloaded' },
		],
		[
			'a page that mentions moderation, 500',
			500,
			'<html><body>moderation</body></html>',
			{ class: 'overloaded' },
		],
		['an empty body, 500', 500, '', { class: 'overloaded' }],
		['plain text, 502', 502, 'error code: 502', { class: 'overloaded' }],
		[
			'plain text that sounds like a code, 500',
			500,
			'Internal Server Error: rate limit',
			{ class: 'overloaded' },
		],
		[
			'a bare message of a gateway, 504',
			504,
			{ message: 'Endpoint request timed out' },
			{ class: 'overloaded' },
		],
		[
			'a bare message of a gateway, 500',
			500,
			{ message: 'Internal server error' },
			{ class: 'overloaded' },
		],
		[
			'Cloudflare’s 504 as JSON',
			504,
			{
				type: 'https://developers.cloudflare.com/x/error-504/',
				title: 'Error 504: Gateway timeout',
				status: 504,
				detail: 'The origin did not answer',
				cloudflare_error: true,
			},
			{ class: 'overloaded' },
		],
		['Cloudflare 520', 520, 'error code: 520', { class: 'overloaded' }],
		['an unreadable 200', 200, '{"id": "vid', { class: 'unknown' }],
		[
			'a 200 that reports success',
			200,
			{ code: 200, message: 'success', data: {} },
			{ class: 'unknown' },
		],
		['an empty 200', 200, '', { class: 'unknown' }],
		[
			'a page at 200',
			200,
			'<!doctype html><title>Sign in: invalid token</title>',
			{ class: 'unknown' },
		],
		['plain text at 200', 200, 'The prompt is required', { class: 'unknown' }],
		['a JSON string at 200', 200, '"Unauthorized"', { class: 'unknown' }],
		['an empty array at 201', 201, [], { class: 'unknown' }],
	])('%s', (_name, status, body, expected) => {
		expect(
			classify(
				{ during: 'submit', status, body: typeof body === 'string' ? body : JSON.stringify(body) },
				0,
			),
		).toMatchObject({ ...lost, ...expected });
	});

	test('the same answer to a poll does not concern billing', () => {
		expect(classify({ during: 'read', status: 502, body: '<html></html>' }, 0)).toMatchObject({
			class: 'overloaded',
			billed: 'no',
			retryable: true,
		});
		expect(
			classify({ during: 'read', status: 410, body: { error: { code: 410, message: 'Gone' } } }, 0)
				.class,
		).toBe('invalid_request');
	});
});

describe('failed jobs', () => {
	test.each<[string, unknown, Partial<Verdict>]>([
		[
			'a code',
			{ code: 'moderation_blocked', message: 'blocked' },
			{ class: 'moderation', billed: 'unknown', retryable: false, failover: false },
		],
		[
			'words',
			{
				message:
					'This content may violate our guardrails concerning similarity to third-party content.',
			},
			{ class: 'moderation', billed: 'unknown' },
		],
		['a string', 'Rejected by our content policy', { class: 'moderation', billed: 'unknown' }],
		['a string of JSON', CORE_TEXT, REGION],
		["WaveSpeed's number", 1200, { class: 'moderation' }],
		['a number in a code', { code: 1200, message: 'x' }, { class: 'moderation' }],
		[
			'any other number',
			500,
			{ class: 'job_failed', billed: 'no', retryable: true, failover: true },
		],
		[
			'heavy load',
			"We're under heavy load, please try again later.",
			{ class: 'overloaded', retryable: true, billed: 'no' },
		],
		[
			'a server error is not about the request',
			{ code: 'server_error', message: 'internal server error' },
			{ class: 'job_failed' },
		],
		[
			'a mentioned parameter is not about the request',
			{ message: 'decoder: invalid input at frame 3, field required' },
			{ class: 'job_failed' },
		],
		[
			'a model with unknown output',
			{ message: 'The model returned an unknown error.' },
			{ class: 'job_failed' },
		],
		[
			'out of credit',
			{ code: 'insufficient_user_quota', message: '用户额度不足' },
			{ class: 'quota', retryable: false },
		],
		['nothing', undefined, { class: 'job_failed', billed: 'no' }],
		['an empty object', {}, { class: 'job_failed' }],
		['true', true, { class: 'job_failed' }],
	])('%s', (_name, body, expected) => {
		expect(classify({ during: 'job', body }, 0)).toMatchObject(expected);
	});
});

test('codes found only in headers', () => {
	const with_ = (headers: Record<string, string>, status = 403) =>
		classify({ during: 'submit', status, headers, body: '' }, 0);
	expect(with_({ 'cf-mitigated': 'challenge' })).toMatchObject({
		class: 'rate_limit',
		retryable: false,
	});
	expect(with_({ 'x-ms-error-code': 'DeploymentNotFound' }, 404)).toMatchObject({
		class: 'model_retired',
		code: 'DeploymentNotFound',
	});
	expect(
		with_({ 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/x/' }, 400),
	).toMatchObject({ class: 'rate_limit', code: 'ThrottlingException' });
	expect(with_({ 'x-request-id': 'req_1', 'cf-ray': 'ray' }).requestId).toBe('req_1');
	expect(with_({ 'cf-ray': 'ray' }).requestId).toBe('ray');
});
