import { createHmac } from 'node:crypto';
import { TOLERANCE_MS, verifySignature } from '../../../nodes/Sora2/trigger/signature';

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

test('accepts what OpenRouter signed', () => {
	expect(verifySignature(openRouterCall('s3cret'), 's3cret', NOW)).toMatchObject({ isValid: true });
});

test('accepts Standard Webhooks with a raw secret and with a base64 one', () => {
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

test.each([
	['five minutes and a second old', TOLERANCE_MS + 1000, false],
	['five minutes old', TOLERANCE_MS, true],
	['five minutes ahead', -TOLERANCE_MS, true],
	['further ahead', -TOLERANCE_MS - 1000, false],
])('a call that is %s', (_, ageMs, isValid) => {
	const call = openRouterCall('s3cret', (NOW - ageMs) / 1000);
	expect(verifySignature(call, 's3cret', NOW).isValid).toBe(isValid);
});

test('refuses a call without a signature, without a secret, and with garbage in every place', () => {
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

test('a repeated call has the same replay key, a signed one from another moment has another', () => {
	const keyOf = (call: ReturnType<typeof openRouterCall>) => {
		const verified = verifySignature(call, 's3cret', NOW);
		return verified.isValid ? verified.replayKey : undefined;
	};
	expect(keyOf(openRouterCall('s3cret'))).toBe(keyOf(openRouterCall('s3cret')));
	expect(keyOf(openRouterCall('s3cret', NOW / 1000 - 1))).not.toBe(keyOf(openRouterCall('s3cret')));
});
