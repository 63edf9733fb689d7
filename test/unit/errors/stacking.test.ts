import '../support/repair';
import fc from '../../helpers/propertyTests';
import { classify } from '../../../nodes/Sora2/errors/classify';
import type { FailureClass } from '../../../nodes/Sora2/errors/failure';

/*
 * Gateways in front of gateways: a refusal of each class, wrapped in up to five random layers of every kind the
 * atlas has seen. Class, code, country and the sentence survive.
 */
interface Core {
	class: FailureClass;
	status: number;
	body: { error: { code: string; message: string; param?: string; type?: string } };
}

const CORES: Core[] = [
	{
		class: 'region',
		status: 403,
		body: {
			error: {
				code: 'unsupported_country_code',
				message: 'Sora is not available in your country',
				param: 'MM',
				type: 'invalid_request_error',
			},
		},
	},
	{
		class: 'region',
		status: 403,
		body: {
			error: {
				code: 'unsupported_country_region_territory',
				message: 'Country, region, or territory not supported',
				param: 'IR',
				type: 'request_forbidden',
			},
		},
	},
	{
		class: 'quota',
		status: 429,
		body: {
			error: {
				code: 'insufficient_quota',
				message: 'You exceeded your current quota, please check your plan and billing details.',
				type: 'insufficient_quota',
			},
		},
	},
	{
		class: 'model_retired',
		status: 503,
		body: {
			error: {
				code: 'model_not_found',
				message: 'No available channel for model sora-2 under group default',
				type: 'new_api_error',
			},
		},
	},
	{
		class: 'moderation',
		status: 400,
		body: {
			error: {
				code: 'moderation_blocked',
				message: 'Your request was blocked by our moderation system.',
				type: 'invalid_request_error',
			},
		},
	},
	{
		class: 'moderation',
		status: 400,
		body: {
			error: {
				code: 'sentinel_block',
				message: "Hmmm something didn't look right with your request.",
				type: 'invalid_request_error',
			},
		},
	},
	{
		class: 'auth',
		status: 401,
		body: {
			error: {
				code: 'invalid_api_key',
				message: 'Incorrect API key provided.',
				type: 'invalid_request_error',
			},
		},
	},
	{
		class: 'rate_limit',
		status: 429,
		body: {
			error: {
				code: 'rate_limit_exceeded',
				message: 'Rate limit reached for sora-2 on requests per min (RPM): Limit 25, Used 25.',
				type: 'requests',
			},
		},
	},
	{
		class: 'overloaded',
		status: 400,
		body: {
			error: {
				code: 'heavy_load',
				message: "We're under heavy load, please come back.",
				type: 'invalid_request_error',
			},
		},
	},
	{
		class: 'invalid_request',
		status: 400,
		body: {
			error: {
				code: 'invalid_value',
				message: "Invalid value: '10'. Supported values are: '4', '8', and '12'.",
				param: 'seconds',
				type: 'invalid_request_error',
			},
		},
	},
];

/** A gateway: wraps an error body, given as text, in its own. */
type Layer = (inner: string, status: number) => string;

const parsed = (text: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
};

/** What Python prints for a dict: the quotes around a string depend on the quotes in it. */
function repr(value: unknown): string {
	if (value === null) return 'None';
	if (typeof value === 'boolean') return value ? 'True' : 'False';
	if (typeof value === 'string') {
		const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
		return escaped.includes("'") && !escaped.includes('"')
			? `"${escaped}"`
			: `'${escaped.replaceAll("'", "\\'")}'`;
	}
	if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
	if (typeof value === 'object')
		return `{${Object.entries(value)
			.map(([k, v]) => `${repr(k)}: ${repr(v)}`)
			.join(', ')}}`;
	return String(value);
}

const LAYERS: Record<string, Layer> = {
	'new-api task': (inner) =>
		JSON.stringify({ code: 'fail_to_fetch_task', message: inner, data: null }),
	'new-api middleware': (inner) =>
		JSON.stringify({
			error: {
				message: `${inner} (request id: 202611220000001)`,
				type: 'new_api_error',
				code: 'bad_response_status_code',
			},
		}),
	LiteLLM: (inner, status) =>
		JSON.stringify({
			error: {
				message: `litellm.APIError: OpenAIException - ${inner}. Received Model Group=sora-2\nAvailable Model Group Fallbacks=None`,
				type: null,
				param: null,
				code: String(status),
			},
		}),
	'OpenAI SDK for Python': (inner, status) =>
		JSON.stringify({ detail: `Error code: ${status} - ${repr(parsed(inner))}` }),
	sora2api: (inner, status) =>
		JSON.stringify({
			error: { message: `API request failed: ${status} - ${inner}`, type: 'server_error' },
		}),
	events: (inner) => `data: ${inner.replaceAll('\n', '\ndata: ')}\n\ndata: [DONE]\n\n`,
	'named events': (inner) => `event: error\ndata: ${inner.replaceAll('\n', '\ndata: ')}\n\n`,
	'APIYI data': (inner) => JSON.stringify({ message: 'request failed', data: parsed(inner) }),
	'APIYI status code': (inner, status) =>
		JSON.stringify({ status_code: status, error: parsed(inner) }),
	FastAPI: (inner) => JSON.stringify({ detail: parsed(inner) }),
	'FastAPI text': (inner) => JSON.stringify({ detail: inner }),
	Portkey: (inner) => JSON.stringify({ status: 'failure', message: `openai error: ${inner}` }),
	kie: (inner, status) => JSON.stringify({ code: status, msg: inner, data: null }),
	array: (inner) => JSON.stringify([parsed(inner)]),
	'list of errors': (inner) => JSON.stringify({ errors: [parsed(inner)] }),
	OpenRouter: (inner, status) =>
		JSON.stringify({
			error: {
				code: status,
				message: 'Provider returned error',
				metadata: { raw: inner, provider_name: 'OpenAI' },
			},
		}),
	'problem+json': (inner, status) =>
		JSON.stringify({ type: 'about:blank', title: 'Upstream said no', status, detail: inner }),
	'string of JSON': (inner) => JSON.stringify(inner),
	'pretty print': (inner) => JSON.stringify(parsed(inner), null, 2),
	'words around': (inner) =>
		JSON.stringify({
			success: false,
			message: `The upstream (try 2 of 2) answered: ${inner} -- end of answer`,
		}),
	'escaped in words': (inner) =>
		JSON.stringify({
			error: { message: `upstream: ${JSON.stringify(inner)}`, type: 'upstream_error' },
		}),
};

const layers = fc.array(fc.constantFrom(...Object.keys(LAYERS)), { maxLength: 5 });

test.each(CORES)('$class ($body.error.code) is found under up to five layers', (core) => {
	fc.assert(
		fc.property(layers, fc.constantFrom(core.status, 400, 200, 500), (names, status) => {
			const body = names.reduce(
				(inner, name) => LAYERS[name](inner, core.status),
				JSON.stringify(core.body),
			);
			const verdict = classify({ during: 'submit', status, body }, 0);
			const direct = classify({ during: 'submit', status: core.status, body: core.body }, 0);
			expect(verdict).toMatchObject({
				class: core.class,
				code: core.body.error.code,
				retryable: direct.retryable,
				failover: direct.failover,
				billed: 'no',
			});
			expect(verdict.country).toBe(core.class === 'region' ? core.body.error.param : undefined);
			// Events inside events, and quotes that Python quoted twice, leave their mark on the sentence; the class stands.
			const isPlain = (layer: RegExp) => names.filter((name) => layer.test(name)).length < 2;
			if (isPlain(/events/) && isPlain(/Python/))
				expect(verdict.upstreamMessage).toBe(core.body.error.message);
		}),
		{ numRuns: 300 },
	);
});

test.each(Object.keys(LAYERS))('a region refusal is found under two layers of %s', (name) => {
	const body = LAYERS[name](LAYERS[name](JSON.stringify(CORES[0].body), 403), 403);
	expect(classify({ during: 'submit', status: 403, body }, 0)).toMatchObject({
		class: 'region',
		code: 'unsupported_country_code',
		country: 'MM',
		upstreamMessage: 'Sora is not available in your country',
	});
});
