import type { Channel } from './channel';

/**
 * OpenRouter's video API. Its models come and go; its answers report what was charged (read
 * 2026-11-22).
 */
export const openRouter: Channel = {
	name: 'openRouter',
	displayName: 'OpenRouter',
	description:
		"OpenRouter's video API. The price depends on the model and is reported with the video.",
	protocol: 'openRouter',
	models: [],
	defaultDuration: 8,
	durationHint: 'sells what the model offers',
	durations: () => undefined,
	// OpenRouter has no 1024p, and calls 1440p and 4k `2K` and `4K`.
	resolutions: () => ['480p', '720p', '768p', '1080p', '1440p', '4k', '1K', '2K', '4K'],
	defaultResolution: 'auto',
	defaultAspectRatio: 'auto',
	sendResolution: 'always',
	price: () => undefined,
	refusalRate: [0, 0],
	otherNode: 'a node with the credential of another endpoint',
};
