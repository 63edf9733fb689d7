import type { Wire, WireName } from '../wire/wire';
import { generations } from '../wire/generations';
import { openRouter as openRouterWire } from '../wire/openRouter';
import { videos } from '../wire/videos';
import type { Channel, ChannelName } from './channel';
import { openAi } from './openAi';
import { openRouter } from './openRouter';
import { relay } from './relay';
import { reverse } from './reverse';

/** Every channel, by the name workflows hold. Adding one: its declaration, a line here, its test. */
export const CHANNELS: Record<ChannelName, Channel> = { reverse, relay, openAi, openRouter };

export const WIRES: Record<WireName, Wire> = { generations, videos, openRouter: openRouterWire };
