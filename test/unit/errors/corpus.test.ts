/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classify, type Phase } from '../../../nodes/Sora2/errors/classify';
import type { Verdict } from '../../../nodes/Sora2/errors/failure';
import '../support/repair';

/** An endpoint's refusal, and the expected verdict. */
interface Case {
	name: string;
	/** The phase; `submit` by default. */
	during?: Phase;
	status?: number;
	headers?: Record<string, string>;
	/** The body: a text as it comes, anything else as JSON. A job's own error as it stands in the job. */
	body?: unknown;
	prompt?: string;
	/** `null`: the verdict has no such key. */
	expect: Partial<Record<keyof Verdict, unknown>>;
}

const folder = join(__dirname, '../../fixtures/refusals');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

describe.each(files)('%s', (file) => {
	const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case[];

	test.each(cases.map((c) => [c.name, c] as const))('%s', (_, c) => {
		const { during = 'submit', status, headers, body = '', prompt } = c;
		const text = during === 'job' || typeof body === 'string' ? body : JSON.stringify(body);
		const verdict = classify({ during, status, headers, body: text, prompt }, 0);
		const expected = Object.entries(c.expect).map(([key, v]) => [key, v ?? undefined]);
		expect(verdict).toMatchObject(Object.fromEntries(expected));
	});

	test('names are unique', () => {
		expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length);
	});
});
