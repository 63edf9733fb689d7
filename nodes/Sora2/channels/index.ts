import type { Protocol, ProtocolName } from '../protocols/protocol';
import { generations } from '../protocols/generations';
import { openRouter as openRouterWire } from '../protocols/openRouter';
import { videos } from '../protocols/videos';
import type { Channel } from './channel';
import { openAi } from './openAi';
import { openRouter } from './openRouter';
import { relay } from './relay';
import { reverse } from './reverse';

/** Every channel, in the order the editor lists them. Adding one: its declaration, its name here, its test. */
const ALL: readonly Channel[] = [reverse, relay, openAi, openRouter];

/** Every channel by the name workflows hold. */
export const CHANNELS: Readonly<Record<string, Channel>> = Object.fromEntries(
	ALL.map((channel) => [channel.name, channel]),
);

export const PROTOCOLS: Record<ProtocolName, Protocol> = {
	generations,
	videos,
	openRouter: openRouterWire,
};
