import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * How far a call's timestamp may differ from now: OpenRouter and OpenAI both say five minutes.
 * Compares whole seconds, as OpenAI's own library does, because timestamps are whole seconds.
 */
export const TOLERANCE_SECONDS = 5 * 60;

/** An incoming HTTP call. Header names in lower case; `body` is the raw body, byte for byte. */
export interface IncomingCall {
	headers: Record<string, string | undefined>;
	body: Uint8Array;
}

export type Verification = { isValid: true } | { isValid: false; reason: string };

/**
 * A SHA-256 digest as each scheme spells it. Strict, because a lenient decoder would skip invalid
 * characters.
 */
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const NO_SECRET = { isValid: false, reason: 'the credential has no webhook secret' } as const;

/**
 * Verifies who sent a call and when, over the raw body and in constant time. Two schemes are
 * supported: OpenRouter's `X-OpenRouter-Signature: t=…,v1=…`, hex HMAC-SHA256 over `t,body` (its
 * webhook cookbook, read 2026-11-24), and Standard Webhooks, `webhook-id`, `webhook-timestamp` and
 * `webhook-signature`, base64 HMAC-SHA256 over `id.timestamp.body`, which OpenAI uses.
 * @param secret as the endpoint shows it; with the prefix `whsec_` it is base64
 * @param now milliseconds since the epoch
 */
export function verifySignature(call: IncomingCall, secret: string, now: number): Verification {
	const { headers } = call;
	if (secret === '') return NO_SECRET;
	if (headers['x-openrouter-signature'] !== undefined) return verifyOpenRouter(call, secret, now);
	if (headers['webhook-signature'] !== undefined) return verifyStandard(call, secret, now);
	return { isValid: false, reason: 'the call is not signed' };
}

function verifyOpenRouter(
	{ headers, body }: IncomingCall,
	secret: string,
	now: number,
): Verification {
	const parts = (headers['x-openrouter-signature'] ?? '').slice(0, 2000).split(',');
	const getValues = (name: string) =>
		parts.flatMap((part) =>
			part.trim().startsWith(`${name}=`) ? [part.trim().slice(name.length + 1)] : [],
		);
	const [timestamp = ''] = getValues('t');
	const expected = createHmac('sha256', secret).update(`${timestamp},`).update(body).digest();
	return checkSignature(
		timestamp,
		getValues('v1').flatMap((hex) => (HEX.test(hex) ? [Buffer.from(hex, 'hex')] : [])),
		expected,
		now,
	);
}

function verifyStandard(
	{ headers, body }: IncomingCall,
	secret: string,
	now: number,
): Verification {
	const id = headers['webhook-id'] ?? '';
	const timestamp = headers['webhook-timestamp'] ?? '';
	if (id === '') return { isValid: false, reason: 'the call has no webhook-id' };
	const key = secret.startsWith('whsec_')
		? Buffer.from(secret.slice(6), 'base64')
		: Buffer.from(secret);
	// An empty key would let anybody sign.
	if (key.length === 0) return NO_SECRET;
	const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
	const received = (headers['webhook-signature'] ?? '')
		.slice(0, 4000)
		.split(' ')
		.map((entry) => (entry.startsWith('v1,') ? entry.slice(3) : ''))
		.flatMap((base64) => (BASE64.test(base64) ? [Buffer.from(base64, 'base64')] : []));
	return checkSignature(timestamp, received, expected, now);
}

/** Checks the signature before the timestamp, so that the answer reveals nothing to a stranger. */
function checkSignature(
	timestamp: string,
	received: Buffer[],
	expected: Buffer,
	now: number,
): Verification {
	const matches = received.filter(
		(g) => g.length === expected.length && timingSafeEqual(g, expected),
	);
	if (matches.length === 0) return { isValid: false, reason: 'the signature does not match' };
	const sentAt = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) : NaN;
	if (!(Math.abs(Math.floor(now / 1000) - sentAt) <= TOLERANCE_SECONDS)) {
		return { isValid: false, reason: 'the call is more than five minutes old or ahead' };
	}
	return { isValid: true };
}
