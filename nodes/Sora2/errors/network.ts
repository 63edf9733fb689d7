import type { NetworkError, Phase } from './refusal';
import type { Verdict } from './failure';
import { redact } from './redact';

/**
 * Codes of a connection that was never established: no part of the request reached the endpoint.
 */
const NEVER_CONNECTED =
	/^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EPROTO|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_(URL|PROTOCOL|CHAR|HTTP_TOKEN)|ERR_UNESCAPED_CHARACTERS|ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_OSSL|HOSTNAME_MISMATCH|SSRF)/i;
const NEVER_CONNECTED_WORDS =
	/before secure TLS connection was established|getaddrinfo|connect (ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)|certificate|SSL routines|wrong version number|CONNECT response|tunneling socket|blocked by SSRF|not allowed to (access|connect)/i;
/** Errors of an established connection: a record that cannot be decrypted, a route lost later. */
const HAD_CONNECTED = /BAD_RECORD_MAC|DECRYPT|bad record mac|^(read|write) E(?!PROTO)/i;

const TIMED_OUT = /TIMED?OUT|ECONNABORTED|timed? ?out|timeout of/i;

/**
 * Classifies a failed connection. An order counts as refused only if the connection was never
 * established.
 */
export function classifyNetwork({ code, message }: NetworkError, during: Phase): Verdict {
	const neverConnected = NEVER_CONNECTED.test(code ?? '') || NEVER_CONNECTED_WORDS.test(message);
	const hadConnected = HAD_CONNECTED.test(code ?? '') || HAD_CONNECTED.test(message);
	const isRefused = during !== 'submit' || (neverConnected && !hadConnected);
	return {
		class: 'network',
		code,
		detail: TIMED_OUT.test(code ?? '') || TIMED_OUT.test(message) ? 'time_out' : undefined,
		retryable: isRefused,
		failover: isRefused,
		billed: isRefused ? 'no' : 'unknown',
		upstreamMessage: redact(message.slice(0, 4096)).slice(0, 400) || undefined,
	};
}
