import type { Resolution } from '../protocols/protocol';
import type { Channel } from './channel';
import { perRequest, perSecond } from './price';

/**
 * OpenAI's list prices per second (model pages, last seen 2026-08), which relays of the model still
 * follow.
 */
const SORA_2 = 0.1;
const SORA_2_PRO: Record<Resolution, number> = { '720p': 0.3, '1024p': 0.5, '1080p': 0.7 };
const LIST = " (OpenAI's list price)";

/** Any endpoint that speaks OpenAI's Videos API; docs/channels.md lists them. */
export const openAi: Channel = {
	name: 'openAi',
	displayName: 'OpenAI-Compatible Endpoint',
	description: "Any endpoint with OpenAI's Videos API. Price and stability are the endpoint's.",
	protocol: 'videos',
	models: ['sora-2', 'sora-2-pro'],
	defaultDuration: 8,
	durationHint: 'takes 4, 8, 12, 16 or 20 for the Sora models and other lengths for others',
	durations: (model) => {
		if (/^sora-2/.test(model)) return [4, 8, 12, 16, 20];
		return model === 'muse-video' ? [5, 8, 10] : undefined;
	},
	resolutions: (model) => {
		if (/^sora-2-pro/.test(model)) return ['720p', '1024p', '1080p'];
		return /^sora-2(-20|$)/.test(model) ? ['720p'] : undefined;
	},
	defaultResolution: '720p',
	defaultAspectRatio: '16:9',
	sendResolution: 'always',
	price: ({ model, duration, resolution }) => {
		if (/^sora-2-pro/.test(model))
			return perSecond(
				duration,
				SORA_2_PRO[resolution] ?? 0.3,
				SORA_2_PRO[resolution] ?? 0.7,
				LIST,
			);
		if (/^sora-2(-20|$)/.test(model)) return perSecond(duration, SORA_2, SORA_2, LIST);
		return model === 'muse-video'
			? perRequest(0.3, 1.55, " (laozhang's prices of the muse-video family)")
			: undefined;
	},
	refusalRate: [0, 0],
	otherNode: 'a node with the credential of another endpoint',
};
