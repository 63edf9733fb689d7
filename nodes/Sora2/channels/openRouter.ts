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
	// Of the form's heights it has no 1024p, and a name of its own for 1440p.
	resolutions: () => ['480p', '720p', '768p', '1080p', '1440p', '4k', '1K', '2K', '4K'],
	defaultResolution: 'auto',
	defaultAspectRatio: 'auto',
	sendResolution: 'always',
	price: () => undefined,
	refusalRate: [0, 0],
	otherNode: 'a node with the credential of another endpoint',
};
