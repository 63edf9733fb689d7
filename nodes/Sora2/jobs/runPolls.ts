import type { Protocol, ProtocolName } from '../protocols/protocol';
import type { EndpointState } from './context';
import { isListMissing } from './missingLists';
import type { QueryContext } from './query';
import { SharedPolls } from './sharedPolls';

/** By run, released together with its endpoint state. */
const RUNS = new WeakMap<EndpointState, Map<ProtocolName, SharedPolls>>();

/** Returns the polls shared by the jobs of one run and protocol. */
export function getSharedPolls({ endpoint, ports }: QueryContext, protocol: Protocol): SharedPolls {
	const byProtocol = RUNS.get(endpoint) ?? new Map<ProtocolName, SharedPolls>();
	RUNS.set(endpoint, byProtocol);
	const hasList = !isListMissing(endpoint, protocol, ports.monotonic());
	const shared =
		byProtocol.get(protocol.name) ?? new SharedPolls(protocol, endpoint.limits, hasList);
	byProtocol.set(protocol.name, shared);
	return shared;
}
