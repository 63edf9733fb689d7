import type { Protocol, VideoRequest } from './protocol';
import { OPTION_LABELS, type RequestOption, type Unsupported } from './requestOptions';

/**
 * Finds the first option of a request that its protocol cannot express; undefined if there is none.
 */
export function findUnsupported(
	protocol: Pick<Protocol, 'options' | 'findUnsupported'>,
	request: VideoRequest,
): Unsupported | undefined {
	const option = (Object.keys(OPTION_LABELS) as RequestOption[]).find(
		(name) => isSet(request[name]) && !protocol.options.includes(name),
	);
	return option ? { option } : protocol.findUnsupported?.(request);
}

function isSet(value: VideoRequest[RequestOption]): boolean {
	return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 'auto';
}
