import type { Channel } from './channel';

/** OpenRouter's video API: its models come and go, its answers report what was charged (read 2026-11-22). */
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
	// Its list has 4K as well, and no 1024p.
	resolutions: () => ['480p', '720p', '1080p'],
	sendResolution: 'always',
	secondsAs: 'number',
	price: () => undefined,
	refusalRate: [0, 0],
	pace: {},
	otherNode: 'a node with the credential of another endpoint',
};
