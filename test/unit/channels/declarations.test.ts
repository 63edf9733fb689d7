import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
import { CHANNELS, PROTOCOLS } from '../../../nodes/Sora2/channels';
import { Sora2 } from '../../../nodes/Sora2/Sora2.node';

const channels = Object.entries(CHANNELS);
const { description } = new Sora2();
const { properties } = description;

/** The fields of one name that the editor shows under Generate, with `channel` as it resolved it. */
function shown(field: string, channel: unknown) {
	const values = { resource: 'video', operation: 'generate', channel } as INodeParameters;
	return properties.filter(
		(p) => p.name === field && NodeHelpers.displayParameter(values, p, null, description),
	);
}

test.each(channels)('the declaration of %s is valid', (name, channel) => {
	expect(channel.name).toBe(name);
	expect(Object.keys(PROTOCOLS)).toContain(channel.protocol);
	expect(channel.description).toMatch(/\.$/);
	// The two lines n8n shows.
	expect(channel.description.length).toBeLessThanOrEqual(95);
	const [low, high] = channel.refusalRate;
	expect(low >= 0 && low <= high && high < 1).toBe(true);
	for (const model of channel.models) {
		const price = channel.price({
			model,
			duration: channel.defaultDuration,
			resolution: channel.resolutions(model)?.[0] ?? '720p',
		});
		expect(price?.usd).toBeGreaterThan(0);
	}
});

test.each(channels)(
	'%s is in the editor: as a channel, as a fallback, with its own duration',
	(name, channel) => {
		const options = (of: string) => properties.find((p) => p.name === of)?.options;
		expect(options('channel')).toContainEqual({
			name: channel.displayName,
			value: name,
			description: channel.description,
		});
		const fallback = options('options')?.find((o) => o.name === 'fallbackChannel') as {
			options: unknown[];
		};
		expect(fallback.options).toContainEqual({ name: channel.displayName, value: name });
		const durations = shown('duration', name);
		expect(durations.map((d) => d.default)).toEqual([channel.defaultDuration]);
		expect(durations[0].description).toContain(`${channel.displayName} ${channel.durationHint}`);
	},
);

test.each(channels)('%s has the format it declares as default', (name, channel) => {
	for (const [field, value] of [
		['resolution', channel.defaultResolution],
		['aspectRatio', channel.defaultAspectRatio],
	]) {
		const fields = shown(field, name);
		expect(fields.map((f) => f.default)).toEqual([value]);
		expect(fields[0].options?.map((o) => 'value' in o && o.value)).toContain(value);
	}
});

test.each(['duration', 'resolution', 'aspectRatio'])(
	'a channel set by expression shows exactly one field for %s, even if unresolved',
	(field) => {
		for (const channel of ['', undefined, null, 'reverze'])
			expect(shown(field, channel)).toHaveLength(1);
	},
);

test("only the article's channels default to 5 s", () => {
	expect(
		Object.fromEntries(channels.map(([name, { defaultDuration }]) => [name, defaultDuration])),
	).toEqual({ reverse: 5, relay: 5, openAi: 8, openRouter: 8, xai: 8, gemini: 8 });
});
