/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { operations } from '../../nodes/Sora2/actions';
import { startRelay } from '../relay';
import { run } from '../helpers/engine';
import { stepTime } from './support/steppedTime';

/** The files from which n8n's editor shows an operation's fields before its first run. */
const DIR = join(__dirname, '../../nodes/Sora2/__schema__/v1.0.0/video');

interface Schema {
	type: 'object' | 'array' | 'string' | 'number' | 'boolean';
	properties?: Record<string, Schema>;
	items?: Schema;
	version?: number;
}

const schemaOf = (operation: string) =>
	JSON.parse(readFileSync(join(DIR, `${operation}.json`), 'utf8')) as Schema;

/** What of a value its schema does not know, or has as another type. */
function strange(schema: Schema | undefined, value: unknown, path = 'item'): string[] {
	if (!schema) return [`${path}: not in the schema`];
	const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
	if (type !== schema.type) return [`${path}: ${type}, not ${schema.type}`];
	if (Array.isArray(value))
		return value.flatMap((one, i) => strange(schema.items, one, `${path}[${i}]`));
	if (type !== 'object') return [];
	return Object.entries(value as object).flatMap(([key, inner]) =>
		strange(schema.properties?.[key], inner, `${path}.${key}`),
	);
}

type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ keys: ['sk-local'], jobMs: 50, secondsAs: 'any', cdn: true });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

async function go(parameters: IDataObject): Promise<IDataObject[]> {
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: [{ json: {} }],
		parameters: { channel: 'openAi', ...parameters },
		settings: { onError: 'continueErrorOutput' },
	});
	expect(ran.failed).toEqual([]);
	expect(ran.ok.length).toBeGreaterThan(0);
	return ran.ok.map((item) => item.json);
}

/** The ID of a finished video. */
async function finished(): Promise<string> {
	const [{ id }] = await go({
		operation: 'generate',
		prompt: 'a cat',
		duration: 8,
		options: { returnAs: 'url' },
	});
	return id as string;
}

test('every operation has one', () => {
	expect(readdirSync(DIR).sort()).toEqual(
		Object.keys(operations)
			.map((operation) => `${operation}.json`)
			.sort(),
	);
	for (const operation of Object.keys(operations))
		expect(schemaOf(operation)).toMatchObject({ type: 'object', version: 1 });
});

test('the check detects an extra key and a wrong type', () => {
	expect(strange(schemaOf('download'), { id: 1, name: 'a' })).toEqual([
		'item.id: number, not string',
		'item.name: not in the schema',
	]);
});

/** Every operation, in the ways that put out the most keys. `known`: keys that have to be among them. */
const CASES: Array<[operation: string, parameters: IDataObject, known: string[]]> = [
	[
		'generate',
		{ prompt: 'a cat', duration: 8 },
		[
			'id',
			'status',
			'channel',
			'model',
			'reportedModel',
			'duration',
			'resolution',
			'size',
			'expiresAt',
			'url',
			'cost',
			'attempts',
			'timing',
		],
	],
	[
		'generate',
		{
			prompt: 'a cat [[region!*1]] [[reportedModel:sora-2-pro]]',
			duration: 7,
			options: { regionResubmits: 1, returnAs: 'url', variants: ['thumbnail'] },
		},
		['url', 'warnings', 'attempts'],
	],
	[
		'generate',
		{
			prompt: 'a cat',
			channel: 'relay',
			resolution: '1080p',
			duration: 5,
			options: { fallbackChannel: 'openAi' },
		},
		['cost'],
	],
	['generate', { prompt: 'a cat [[sync]]', channel: 'reverse', duration: 5 }, ['id', 'cost']],
	[
		'submit',
		{ prompt: 'a cat', duration: 8 },
		['id', 'status', 'channel', 'model', 'duration', 'resolution', 'size', 'cost', 'timing'],
	],
	[
		'submit',
		{
			prompt: 'a cat [[region!*1]] [[jobMs:9000]]',
			channel: 'reverse',
			duration: 11,
			resolution: '1080p',
			options: { regionResubmits: 1 },
		},
		['attempts', 'warnings'],
	],
	['wait', {}, ['id', 'status', 'channel', 'timing']],
	['wait', { options: { returnAs: 'url' } }, ['url', 'warnings']],
	['get', {}, ['id', 'status', 'channel', 'timing']],
	['getMany', {}, ['id', 'status', 'channel', 'timing']],
	['download', {}, ['id']],
	['remix', { prompt: 'at night' }, ['id', 'status', 'channel', 'timing']],
	['edit', { prompt: 'at night' }, ['id', 'status', 'channel', 'timing']],
	[
		'extend',
		{ prompt: 'it leaves', duration: 4 },
		['id', 'status', 'channel', 'duration', 'timing'],
	],
	['delete', {}, ['id', 'deleted']],
	[
		'estimate',
		{ duration: 10, resolution: '1080p', count: 3 },
		['duration', 'resolution', 'count', 'recommended', 'why', 'channels'],
	],
	['estimate', { duration: 5, resolution: '720p', count: 1 }, ['breakEvenSeconds']],
];

test.each(CASES)(
	'%s %j returns nothing that its schema lacks',
	async (operation, parameters, known) => {
		const takesId = !['generate', 'submit', 'getMany', 'estimate'].includes(operation);
		const videoId = takesId || operation === 'getMany' ? await finished() : undefined;
		const items = await go({ operation, ...(takesId && { videoId }), ...parameters });
		for (const item of items) {
			expect(strange(schemaOf(operation), item)).toEqual([]);
			expect(Object.keys(item)).toEqual(expect.arrayContaining(known));
		}
	},
);

test("a running job's progress is in the schema", async () => {
	const [{ id }] = await go({ operation: 'submit', prompt: 'a cat [[jobMs:60000]]', duration: 8 });
	await new Promise((resolve) => setTimeout(resolve, 200));
	const [item] = await go({ operation: 'get', videoId: id as string });
	expect(strange(schemaOf('get'), item)).toEqual([]);
	expect(item).toHaveProperty('progress');
});
