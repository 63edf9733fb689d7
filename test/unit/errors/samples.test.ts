import { classify, classifyNetwork } from '../../../nodes/Sora2/errors/classify';
import '../support/repair';
import { readAnswer } from '../../../nodes/Sora2/protocols/response/readAnswer';
import { samples, type Sample } from '../support/samples';

const expected = samples.filter((s) => s.expect !== undefined);

function read({ networkError, response }: Sample) {
	if (networkError) return classifyNetwork(networkError, 'submit');
	if (!response) throw new Error('A sample needs an answer or a broken connection');
	const { status, headers, body, raw } = response;
	const text = raw ?? JSON.stringify(body);
	const answer = readAnswer({ status, headers, text }, { for: 'job', id: '' });
	if (answer.kind === 'job' && answer.job.status === 'failed')
		return classify({ during: 'job', body: answer.job.error }, 0);
	return classify({ during: 'submit', status, headers, body: text }, 0);
}

test('there are samples', () => {
	expect(expected.length).toBeGreaterThanOrEqual(38);
});

test.each(expected.map((s) => [s.name, s] as const))('%s reads as expected', (_, sample) => {
	const { class: cls, retryable, failover, billed } = sample.expect!;
	expect(read(sample)).toMatchObject({ class: cls, retryable, failover, billed });
});

test.each(
	expected.filter((s) => s.name.includes('error.') && s.response).map((s) => [s.name, s] as const),
)('%s has a message and a hint', (_, sample) => {
	expect(read(sample).upstreamMessage).toEqual(
		expect.not.stringMatching(/[{}]|litellm|\(request id/i),
	);
});

test.each(
	samples.filter((s) => s.response && s.response.status < 300).map((s) => [s.name, s] as const),
)('%s: refused at HTTP 200 or not', (name, { response, expect: reading }) => {
	const text = response!.raw ?? JSON.stringify(response!.body);
	// A failed job was accepted all the same.
	const { kind } = readAnswer({ ...response!, text }, { for: 'job', id: '' });
	expect(kind === 'refusal').toBe(reading !== undefined && !name.includes('retrieve.'));
});

test('the region samples name the country', () => {
	const named = expected
		.filter((s) => /MM/.test(JSON.stringify(s.response ?? {})))
		.map((s) => [s.name, read(s).country, read(s).code]);
	expect(named.length).toBeGreaterThanOrEqual(4);
	for (const [, country, code] of named)
		expect([country, code]).toEqual(['MM', 'unsupported_country_code']);
});
