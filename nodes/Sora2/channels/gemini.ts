import type { Channel, Price } from './channel';
import { perSecond } from './price';

/**
 * Google's list prices per second of Veo 3.1, with sound (ai.google.dev, pricing, and LiteLLM's
 * price list; read 2026-11-28).
 */
const RATES: Array<[RegExp, { usual: [number, number]; '4k'?: [number, number] }]> = [
	[/^veo-3\.1-lite/, { usual: [0.05, 0.08] }],
	[/^veo-3\.1-fast/, { usual: [0.1, 0.15], '4k': [0.3, 0.35] }],
	[/^veo-3\.1-/, { usual: [0.4, 0.4], '4k': [0.6, 0.6] }],
];
const SOURCE = " (Google's list price)";

/** Veo behind Gemini's OpenAI-compatible path. Base URL: `https://generativelanguage.googleapis.com/v1beta/openai`. */
export const gemini: Channel = {
	name: 'gemini',
	displayName: 'Gemini (Veo)',
	description:
		'Veo at Google: $0.05 to $0.60 a second, 4, 6 or 8 seconds, with sound. Refuses some regions.',
	protocol: 'gemini',
	models: [
		'veo-3.1-generate-preview',
		'veo-3.1-fast-generate-preview',
		'veo-3.1-lite-generate-preview',
	],
	defaultDuration: 8,
	durationHint: 'takes 4, 6 or 8',
	durations: (model) => (/^veo-3/.test(model) ? [4, 6, 8] : undefined),
	resolutions: (model) => {
		if (!/^veo-3/.test(model)) return undefined;
		return /lite/.test(model) ? ['720p', '1080p'] : ['720p', '1080p', '4k'];
	},
	defaultResolution: 'auto',
	defaultAspectRatio: 'auto',
	sendResolution: 'always',
	price: ({ model, duration, resolution }): Price | undefined => {
		const rates = RATES.find(([pattern]) => pattern.test(model))?.[1];
		if (!rates) return undefined;
		const [low, high] = (resolution === '4k' && rates['4k']) || rates.usual;
		return perSecond(duration, low, high, SOURCE);
	},
	refusalRate: [0, 0],
	otherNode: 'a node on the OpenRouter channel, which has the same models',
};
