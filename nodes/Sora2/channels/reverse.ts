import type { Channel } from './channel';
import { perRequest } from './price';

/**
 * Official Reverse: the article's cheap channel, through a pool of changing addresses (read
 * 2026-11-22).
 */
export const reverse: Channel = {
	name: 'reverse',
	displayName: 'Official Reverse',
	description: '$0.12 a video of any length. 1 to 3 % are refused for their region, at no cost.',
	protocol: 'generations',
	models: ['sora-2'],
	defaultDuration: 5,
	durationHint: 'sells 5, 10 and 15 at one price',
	// The article shows 5; APIYI's documentation of its reverse models names 10 and 15.
	durations: (model) => (model === 'sora-2' ? [5, 10, 15] : undefined),
	resolutions: (model) => (model === 'sora-2' ? ['720p'] : undefined),
	defaultResolution: '720p',
	defaultAspectRatio: '16:9',
	sendResolution: 'unusual',
	price: ({ model }) => (model === 'sora-2' ? perRequest(0.12) : undefined),
	refusalRate: [0.01, 0.03],
	// APIYI's manual: failed generations are not charged (read 2026-11-22).
	failedJobsBilled: 'no',
	otherNode: 'a node on the Official Relay channel',
};
