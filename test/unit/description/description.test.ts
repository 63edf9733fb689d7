import { NodeHelpers, type INode, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { Sora2 } from '../../../nodes/Sora2/Sora2.node';
import { resolveExpression } from '../support/expression';

const { description } = new Sora2();
const { properties } = description;
const find = (name: string) => properties.find((p) => p.name === name) as INodeProperties;

/** A node's values as the editor keeps them when a field changes. */
function keep(values: INodeParameters, type = description): INodeParameters {
	return NodeHelpers.getNodeParameters(
		properties,
		values,
		true,
		false,
		{ typeVersion: 1 } as INode,
		type,
	) as INodeParameters;
}

describe('first impression', () => {
	test('the main operation comes first, under a name people search for', () => {
		expect(find('operation').options?.[0]).toMatchObject({
			value: 'generate',
			action: 'Generate a video',
		});
		expect(description.description).toMatch(/^Generate videos from text or images/);
	});

	test.each([
		[{ operation: 'generate', channel: 'reverse' }, 'Generate: Official Reverse'],
		[{ operation: 'getMany', channel: 'openRouter' }, 'Get Many: OpenRouter'],
		[{ operation: 'estimate', channel: 'reverse' }, 'Estimate'],
		[{ operation: 'wait', channel: 'a new one' }, 'Wait: a new one'],
	])('the subtitle of %j is: %s', (parameters, subtitle) => {
		expect(resolveExpression(description.subtitle as string, parameters)).toBe(subtitle);
	});

	test('labels include units, and sizes are in order', () => {
		expect(find('duration').displayName).toBe('Duration (Seconds)');
		const sizes = find('resolution').options?.map((o) => 'value' in o && o.value);
		expect(sizes).toEqual(['auto', '480p', '720p', '1024p', '1080p', '1440p', '4k']);
	});

	test('options that may pay twice come last', () => {
		const options = find('options').options as INodeProperties[];
		expect(options.slice(-2).map(({ name }) => name)).toEqual([
			'generateFailed',
			'resubmitWhenUnknown',
		]);
		const names = options.map(({ name }) => name);
		expect(names).toEqual([...new Set(names)]);
		for (const { displayName } of options) expect(displayName.length).toBeLessThanOrEqual(36);
	});
});

test('switching to Estimate loses nothing', () => {
	const filled = keep({
		resource: 'video',
		operation: 'generate',
		channel: 'relay',
		model: { __rl: true, mode: 'id', value: 'sora-2-pro' },
		prompt: 'a cat',
		duration: 12,
		resolution: '1080p',
		aspectRatio: '9:16',
		options: { timeout: 60, returnAs: 'url' },
	});
	const estimate: INodeParameters = { ...filled, operation: 'estimate' };
	const back = keep({ ...keep(estimate), operation: 'generate' });
	expect(back).toEqual(filled);
	// The editor drops the values of hidden fields, including the type hidden.
	const node = { typeVersion: 1 };
	const shown = properties
		.filter((property) => property.type !== 'hidden')
		.filter((property) => NodeHelpers.displayParameter(estimate, property, node, description))
		.map(({ name }) => name);
	expect(shown).toEqual(expect.arrayContaining(Object.keys(filled)));
});

test('under Estimate the credential shows once a model is named', () => {
	const [credential] = description.credentials ?? [];
	const isShown = (values: INodeParameters) =>
		NodeHelpers.displayParameter(
			keep({ resource: 'video', ...values }),
			credential,
			{ typeVersion: 1 } as INode,
			description,
		);
	const named = (value: string) => ({ model: { __rl: true, mode: 'id', value } });
	expect(isShown({ operation: 'generate' })).toBe(true);
	expect(isShown({ operation: 'generate', ...named('') })).toBe(true);
	expect(isShown({ operation: 'estimate' })).toBe(false);
	expect(isShown({ operation: 'estimate', ...named('') })).toBe(false);
	expect(isShown({ operation: 'estimate', ...named('google/veo-3.1') })).toBe(true);
	expect(isShown({ operation: 'estimate', ...named('={{ $json.model }}') })).toBe(true);
});

describe("as an agent's tool", () => {
	const tool = { ...description, name: 'sora2Tool' };

	test('the model fills in the prompt and the ID, as the editor marks it', () => {
		const values = { resource: 'video', operation: 'generate' };
		expect(keep(values, tool).prompt).toMatch(/^=\{\{ \/\*n8n-auto.*\$fromAI\('Prompt'/);
		expect(keep({ ...values, operation: 'wait' }, tool).videoId).toContain('$fromAI');
		expect(keep(values).prompt).toBe('');
		expect(keep({ ...values, prompt: 'a cat' }, tool).prompt).toBe('a cat');
	});

	test('paying again is off, comes last, and cannot be filled in by a model', () => {
		const visible = properties.filter(({ type }) => type !== 'hidden');
		expect(visible.at(-1)).toMatchObject({ name: 'again', default: false, noDataExpression: true });
	});
});
