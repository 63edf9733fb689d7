import { createHmac } from 'node:crypto';
import { TOLERANCE_SECONDS, verifySignature } from '../../../nodes/Sora2/trigger/signature';

const NOW = 1_800_000_000_000;
const body = Buffer.from('{"type":"video.generation.completed","data":{"id":"v1","note":"é"}}');

function openRouterCall(secret: string, t: number | string = NOW / 1000, bytes = body) {
	const v1 = createHmac('sha256', secret).update(`${t},`).update(bytes).digest('hex');
	return { headers: { 'x-openrouter-signature': `t=${t},v1=${v1}` }, body: bytes };
}

function standardCall(secret: string, key: string | Buffer, t: number = NOW / 1000) {
	const v1 = createHmac('sha256', key).update(`msg_1.${t}.`).update(body).digest('base64');
	return {
		headers: {
			'webhook-id': 'msg_1',
			'webhook-timestamp': String(t),
			'webhook-signature': `v1a,xx v1,${v1}`,
		},
		body,
		secret,
	};
}

test("accepts OpenRouter's signatures", () => {
	expect(verifySignature(openRouterCall('s3cret'), 's3cret', NOW)).toMatchObject({ isValid: true });
});

test('accepts Standard Webhooks with a raw and with a base64 secret', () => {
	const raw = standardCall('plain', 'plain');
	expect(verifySignature(raw, raw.secret, NOW)).toMatchObject({ isValid: true });
	const key = Buffer.from('0123456789abcdef');
	const coded = standardCall(`whsec_${key.toString('base64')}`, key);
	expect(verifySignature(coded, coded.secret, NOW)).toMatchObject({ isValid: true });
});

test('refuses another secret, another body and another timestamp', () => {
	const call = openRouterCall('s3cret');
	expect(verifySignature(call, 'other', NOW).isValid).toBe(false);
	expect(verifySignature({ ...call, body: Buffer.from('{}') }, 's3cret', NOW).isValid).toBe(false);
	const later = call.headers['x-openrouter-signature'].replace(/t=\d+/, `t=${NOW / 1000 + 1}`);
	expect(
		verifySignature({ ...call, headers: { 'x-openrouter-signature': later } }, 's3cret', NOW)
			.isValid,
	).toBe(false);
});

// Timestamps are whole seconds: what counts is the second the call arrives in, not the millisecond.
test.each([
	['five minutes old', 0, TOLERANCE_SECONDS, true],
	['five minutes and most of a second old', 999, TOLERANCE_SECONDS, true],
	['five minutes and a second old', 0, TOLERANCE_SECONDS + 1, false],
	['five minutes ahead', 0, -TOLERANCE_SECONDS, true],
	['five minutes and a second ahead', 999, -TOLERANCE_SECONDS - 1, false],
])('a call that is %s', (_, ms, ageSeconds, isValid) => {
	const t = NOW / 1000 - ageSeconds;
	expect(verifySignature(openRouterCall('s3cret', t), 's3cret', NOW + ms).isValid).toBe(isValid);
	const standard = standardCall('s3cret', 's3cret', t);
	expect(verifySignature(standard, 's3cret', NOW + ms).isValid).toBe(isValid);
});

test.each(['1800000000.0', ' 1800000000', '+1800000000', '0x6b49d200', '1800000000000', '1e9', ''])(
	'refuses the timestamp %j, even if signed',
	(t) => {
		expect(verifySignature(openRouterCall('s3cret', t), 's3cret', NOW).isValid).toBe(false);
	},
);

describe('spellings of a signature', () => {
	const t = NOW / 1000;
	const digest = createHmac('sha256', 's3cret').update(`${t},`).update(body).digest();
	const hex = digest.toString('hex');
	test.each([
		['upper case', `t=${t},v1=${hex.toUpperCase()}`, true],
		['blanks around', ` t=${t} , v1=${hex} `, true],
		['the signature first', `v1=${hex},t=${t}`, true],
		['the right one among others', `t=${t},v1=${'0'.repeat(64)},v1=${hex}`, true],
		['unknown fields', `t=${t},v0=abc,v1=${hex},x`, true],
		['a second timestamp', `t=${t - 1},t=${t},v1=${hex}`, false],
		['something after it', `t=${t},v1=${hex}zz`, false],
		['cut short', `t=${t},v1=${hex.slice(0, 62)}`, false],
		['Base64', `t=${t},v1=${digest.toString('base64')}`, false],
		['another version', `t=${t},v2=${hex}`, false],
	])('OpenRouter, %s', (_, header, isValid) => {
		const call = { headers: { 'x-openrouter-signature': header }, body };
		expect(verifySignature(call, 's3cret', NOW).isValid).toBe(isValid);
	});

	const standard = standardCall('s3cret', 's3cret');
	const base64 = standard.headers['webhook-signature'].split('v1,')[1];
	test.each([
		['alone', `v1,${base64}`, true],
		['the right one among others', `v1,${'A'.repeat(43)}= v1,${base64} v2,x`, true],
		['hex', `v1,${Buffer.from(base64, 'base64').toString('hex')}`, false],
		['without its version', base64, false],
		['without its padding', `v1,${base64.slice(0, -1)}`, false],
		['something in between', `v1,${base64.slice(0, 9)}*${base64.slice(9)}`, false],
	])('Standard Webhooks, %s', (_, signature, isValid) => {
		const headers = { ...standard.headers, 'webhook-signature': signature };
		expect(verifySignature({ headers, body }, 's3cret', NOW).isValid).toBe(isValid);
	});
});

test('refuses an event under another ID', () => {
	const call = standardCall('s3cret', 's3cret');
	const headers = { ...call.headers, 'webhook-id': 'msg_2' };
	expect(verifySignature({ headers, body }, 's3cret', NOW).isValid).toBe(false);
});

test.each(['whsec_', 'whsec_!!', 'whsec_ '])(
	'refuses the secret %j, which holds no key',
	(secret) => {
		expect(verifySignature(standardCall(secret, ''), secret, NOW)).toEqual({
			isValid: false,
			reason: 'the credential has no webhook secret',
		});
	},
);

test('refuses a call without a signature, without a secret, and with garbage anywhere', () => {
	expect(verifySignature({ headers: {}, body }, 's3cret', NOW).isValid).toBe(false);
	expect(verifySignature(openRouterCall(''), '', NOW)).toMatchObject({ isValid: false });
	for (const header of ['', 't=', 'v1=', 't=x,v1=zz', `t=${NOW / 1000}`, `v1=${'0'.repeat(64)}`]) {
		expect(
			verifySignature({ headers: { 'x-openrouter-signature': header }, body }, 's3cret', NOW)
				.isValid,
		).toBe(false);
	}
	expect(verifySignature(openRouterCall('s3cret', '1e99'), 's3cret', NOW).isValid).toBe(false);
	expect(
		verifySignature({ headers: { 'webhook-signature': 'v1,aaaa' }, body }, 's3cret', NOW).isValid,
	).toBe(false);
});
