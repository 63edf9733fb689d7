/** An answer as it goes over the line. */
export interface Reply {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

/**
 * How an answer comes: `whole` at once, in `chunks`, `slow` (25 s to its headers) or as a `drip` of 5 s a piece; never
 * (`silentHead`), up to half of its body (`silentBody`), or with blanks in the place of an end (`blanks`); or cut by
 * the connection before its headers (`cutHead`), in the middle (`cut`) or when all of it but the end is there (`cutEnd`).
 */
export const DELIVERIES = [
	'whole',
	'chunks',
	'slow',
	'drip',
	'cutHead',
	'cut',
	'cutEnd',
	'silentHead',
	'silentBody',
	'blanks',
] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Connections that never stood: nothing of the request reached the endpoint. */
export const CONNECT_ERRORS = {
	refused: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.1:443' },
	unknownHost: { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND api.sim.test' },
	dnsBusy: { code: 'EAI_AGAIN', message: 'getaddrinfo EAI_AGAIN api.sim.test' },
	unreachable: { code: 'EHOSTUNREACH', message: 'connect EHOSTUNREACH 10.0.0.1:443' },
	certificate: { code: 'CERT_HAS_EXPIRED', message: 'certificate has expired' },
	tls: {
		code: 'ECONNRESET',
		message: 'Client network socket disconnected before secure TLS connection was established',
	},
	/** A host with several addresses: Node tries them all and says so in an AggregateError without words. */
	allAddresses: { code: 'ECONNREFUSED', message: '', addresses: 2 },
} satisfies Record<string, { code: string; message: string; addresses?: number }>;
export type ConnectError = keyof typeof CONNECT_ERRORS;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
	return {
		status,
		headers: { 'content-type': 'application/json', ...headers },
		body: Buffer.from(JSON.stringify(body)),
	};
}

export function text(
	status: number,
	body: string,
	type: string,
	headers: Record<string, string> = {},
): Reply {
	return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(body) };
}

export const html = (status: number, title: string): Reply =>
	text(
		status,
		`<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
		'text/html; charset=utf-8',
	);
