import { bifrost } from '../protocols/bifrost';
import { gemini as geminiProtocol } from '../protocols/gemini';
import { generations } from '../protocols/generations';
import { openRouter as openRouterProtocol } from '../protocols/openRouter';
import { opper } from '../protocols/opper';
import type { Protocol, ProtocolName } from '../protocols/protocol';
import { together } from '../protocols/together';
import { videos } from '../protocols/videos';
import { xai as xaiProtocol } from '../protocols/xai';
import type { Channel } from './channel';
import { gemini } from './gemini';
import { openAi } from './openAi';
import { openRouter } from './openRouter';
import { relay } from './relay';
import { reverse } from './reverse';
import { xai } from './xai';

/** Every channel, in the order the editor lists them. Adding one: its declaration, its name here, its test. */
const ALL: readonly Channel[] = [reverse, relay, openAi, openRouter, xai, gemini];

/** Every channel by its name in saved workflows. */
export const CHANNELS: Readonly<Record<string, Channel>> = Object.fromEntries(
	ALL.map((channel) => [channel.name, channel]),
);

export const PROTOCOLS: Record<ProtocolName, Protocol> = {
	generations,
	videos,
	openRouter: openRouterProtocol,
	xai: xaiProtocol,
	gemini: geminiProtocol,
	bifrost,
	opper,
	together,
};

/**
 * The protocols offered by the option API Style: those spoken by several endpoints, or by an
 * endpoint without a channel.
 */
export const API_STYLES = [
	'bifrost',
	'generations',
	'opper',
	'together',
	'videos',
] as const satisfies readonly ProtocolName[];

/** Whether a channel's endpoints may speak a protocol other than its own. */
export function hasApiStyles({ protocol }: Channel): boolean {
	return (API_STYLES as readonly string[]).includes(protocol);
}
