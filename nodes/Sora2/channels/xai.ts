import type { Channel } from './channel';
import { perSecond } from './price';

/**
 * xAI's list prices per second (docs.x.ai, models, and resellers that pass them on; read
 * 2026-11-28).
 */
const RATES: Record<string, Record<string, number>> = {
	'grok-imagine-video': { '480p': 0.05, '720p': 0.07 },
	'grok-imagine-video-1.5': { '480p': 0.08, '720p': 0.14, '1080p': 0.25 },
};

/**
 * Grok's video model at xAI itself. Input pictures cost $0.002 to $0.01 each, which is not included
 * here.
 */
export const xai: Channel = {
	name: 'xai',
	displayName: 'xAI',
	description: 'Grok Imagine at xAI: from $0.05 a second, 1 to 15 seconds, with sound.',
	protocol: 'xai',
	models: ['grok-imagine-video', 'grok-imagine-video-1.5'],
	defaultDuration: 8,
	durationHint: 'takes 1 to 15',
	durations: (model) =>
		/^grok-imagine-video/.test(model) ? Array.from({ length: 15 }, (_, i) => i + 1) : undefined,
	resolutions: (model) => RATES[model] && Object.keys(RATES[model]),
	defaultResolution: 'auto',
	defaultAspectRatio: 'auto',
	sendResolution: 'always',
	price: ({ model, duration, resolution }) => {
		const rates = RATES[model];
		if (!rates) return undefined;
		// `auto` means 480p today. The range covers whatever the model may choose later.
		const of = rates[resolution] === undefined ? Object.values(rates) : [rates[resolution]];
		return perSecond(duration, Math.min(...of), Math.max(...of), " (xAI's list price)");
	},
	refusalRate: [0, 0],
	otherNode: 'a node on the OpenRouter channel, which has the same models',
};
