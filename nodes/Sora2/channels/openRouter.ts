import type { Channel } from './channel';

/** OpenRouter's video API: its models come and go, its answers report what was charged (read 2026-11-22). */
export const openRouter: Channel = {
	name: 'openRouter',
	displayName: 'OpenRouter',
	wire: 'openRouter',
	defaultDuration: 8,
	durations: () => undefined,
	resolutions: () => undefined,
	sendResolution: 'always',
	secondsAs: 'number',
	price: () => undefined,
	refusalRate: [0, 0],
	pace: {},
	otherWay: 'route this output to a node with the credential of another endpoint',
};
