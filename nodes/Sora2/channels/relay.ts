import type { Channel } from './channel';
import { perSecond } from './price';

/**
 * Official Relay (Forwarding): the article's stable channel, with fixed addresses and OpenAI's
 * prices (read 2026-11-22).
 */
export const relay: Channel = {
	name: 'relay',
	displayName: 'Official Relay',
	description: '$0.10 a second at 720p, $0.30 to $0.50 above. Hardly ever refused for its region.',
	protocol: 'generations',
	models: ['sora-2-official'],
	defaultDuration: 5,
	durationHint: 'charges by the second and sells up to 15',
	durations: (model) => (model === 'sora-2-official' ? [4, 5, 8, 10, 12, 15] : undefined),
	resolutions: (model) => (model === 'sora-2-official' ? ['720p', '1024p', '1080p'] : undefined),
	defaultResolution: '720p',
	defaultAspectRatio: '16:9',
	sendResolution: 'always',
	price: ({ model, duration, resolution }) => {
		if (model !== 'sora-2-official') return undefined;
		if (resolution === '1080p' || resolution === '1024p') return perSecond(duration, 0.3, 0.5);
		return resolution === 'auto' ? perSecond(duration, 0.1, 0.5) : perSecond(duration, 0.1);
	},
	refusalRate: [0, 0],
	// APIYI's manual: failed generations are not charged (read 2026-11-22).
	failedJobsBilled: 'no',
	otherNode: 'a node with the credential of another endpoint',
};
