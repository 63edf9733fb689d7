import { samples } from '../../unit/support/samples';
import { html, json, text, type Reply } from './reply';

/*
 * What endpoints answer to an order they do not take, and what they answer when nobody can tell whether they took it.
 * The first never charges: product.md, section 4, rule 3 calls it a certain refusal, and no node could tell if it did.
 */

/** Every sample of a refusal that costs nothing. */
const FROM_SAMPLES = Object.fromEntries(
	samples.flatMap(({ name, response, expect }) =>
		response && /error|region/.test(name) && expect?.billed === 'no'
			? [
					[
						name,
						{
							status: response.status,
							headers: response.headers,
							body: Buffer.from(response.raw ?? JSON.stringify(response.body)),
						} satisfies Reply,
					],
				]
			: [],
	),
);

const error = (code: string, message: string, more: object = {}) => ({
	error: { code, message, type: 'invalid_request_error', ...more },
});
const region = error('unsupported_country_code', 'Sora is not available in your country', {
	param: 'MM',
});
const limited = error('rate_limit_exceeded', 'Rate limit reached for requests');

/** Certain refusals. */
export const REFUSALS: Record<string, (key: string) => Reply> = {
	region: () => json(403, region),
	regionOk: () => json(200, region),
	quota: () => json(429, error('insufficient_quota', 'You exceeded your current quota')),
	payment: () => json(402, { error: { code: 402, message: 'Insufficient credits' } }),
	keyEchoed: (key) =>
		json(401, error('invalid_api_key', `Incorrect API key provided: ${key}.`), {
			'x-request-id': `req_1; for=${encodeURIComponent(key)}`,
		}),
	keyInWords: (key) =>
		json(
			403,
			{ detail: `Forbidden for ${encodeURIComponent(key)} (Authorization: Bearer ${key})` },
			{ 'www-authenticate': `Bearer realm="${key}"` },
		),
	model: () => json(404, error('model_not_found', 'The model `sora-2` does not exist')),
	moderation: () =>
		json(400, error('moderation_blocked', 'Your request was blocked by our moderation system')),
	validation: () =>
		json(422, {
			detail: [{ loc: ['body', 'seconds'], msg: 'Input should be 4, 8 or 12', type: 'enum' }],
		}),
	bare400: () => text(400, 'Bad Request', 'text/plain'),
	busy: () => json(503, error('heavy_load', "We're under heavy load, please try again later")),
	bare503: () => html(503, '503 Service Temporarily Unavailable'),
	limit: () => json(429, limited),
	limit1: () => json(429, limited, { 'retry-after': '1' }),
	limit0: () => json(429, limited, { 'retry-after': '0' }),
	limitMs: () => json(429, limited, { 'retry-after-ms': '1' }),
	limitPast: () => json(429, limited, { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' }),
	limitLong: () => json(429, limited, { 'retry-after': '900' }),
	limitOdd: () => json(429, limited, { 'retry-after': '1e400, soon' }),
	limitJobs: () =>
		json(429, error('too_many_jobs', 'Too many concurrent generations, 5 running'), {
			'retry-after': '3',
		}),
	...Object.fromEntries(Object.entries(FROM_SAMPLES).map(([name, reply]) => [name, () => reply])),
};

/** Answers that leave open whether the order was taken. */
export const VAGUE: Record<string, () => Reply> = {
	gateway504: () =>
		json(504, { timestamp: '2026-11-24T10:00:00Z', status: 504, error: 'Gateway Timeout' }),
	worker524: () => json(524, { error: { message: 'A timeout occurred', code: 524 } }),
	page524: () => html(524, 'api.sim.test | 524: A timeout occurred'),
	page502: () => html(502, '502 Bad Gateway'),
	page520: () => html(520, 'Web server is returning an unknown error'),
	provider502: () =>
		json(502, { error: { code: 502, message: 'Provider returned error', metadata: {} } }),
	litellm408: () =>
		json(408, {
			error: {
				message:
					'litellm.Timeout: APITimeoutError - Request timed out. Received Model Group=sora-2',
				type: null,
				code: '408',
			},
		}),
	readTimeout500: () => json(500, { detail: "ReadTimeout('')" }),
	reset500: () =>
		json(500, { error: { message: 'upstream connect error or disconnect/reset before headers' } }),
	bare500: () => html(500, 'Internal Server Error'),
	code504: () => json(200, { code: 504, message: 'upstream request timeout', data: null }),
	vercel504: () => text(504, 'An error occurred\n\nFUNCTION_INVOCATION_TIMEOUT', 'text/plain'),
	emptyOk: () => text(200, '', 'application/json'),
	pageOk: () => html(200, 'Welcome'),
	halfJson: () => text(200, '{"status":"queued","crea', 'application/json'),
	nothingOk: () => json(200, {}),
	nullOk: () => json(200, null),
	messageOk: () => json(200, { message: 'ok' }),
	empty204: () => text(204, '', 'text/plain'),
};
