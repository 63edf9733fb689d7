/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../../../nodes/Sora2/errors/failure';

/** An answer of an endpoint, as `test/fixtures/wire` keeps it. */
export interface Sample {
	/** Folder and file: `openai/error.region-403`. */
	name: string;
	response?: { status: number; headers: Record<string, string>; body?: unknown; raw?: string };
	networkError?: { code: string; message: string };
	expect?: Pick<Verdict, 'class' | 'retryable' | 'failover' | 'billed'>;
}

const root = join(__dirname, '../../fixtures/wire');

export const samples: Sample[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.json'))
	.sort()
	.map((file) => ({
		...(JSON.parse(readFileSync(join(root, file), 'utf8')) as Omit<Sample, 'name'>),
		name: file.replace(/\.json$/, '').replaceAll('\\', '/'),
	}));

export function sample(name: string): Sample {
	const found = samples.find((s) => s.name === name);
	if (!found) throw new Error(`There is no sample ${name}`);
	return found;
}
