import type { NetworkTrouble, Phase } from './refusal';
import type { Verdict } from './failure';
import { redact } from './redact';

/** Codes of a connection that never stood: nothing of the request reached the endpoint. */
const NEVER_STOOD =
	/^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EPROTO|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_(URL|PROTOCOL|CHAR|HTTP_TOKEN)|ERR_UNESCAPED_CHARACTERS|ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_OSSL|HOSTNAME_MISMATCH|SSRF)/i;
const NEVER_STOOD_WORDS =
	/before secure TLS connection was established|getaddrinfo|connect (ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)|certificate|SSL routines|wrong version number|CONNECT response|tunneling socket|blocked by SSRF|not allowed to (access|connect)/i;
/** A record that cannot be decrypted, or a route that is gone while reading or writing: the connection stood before. */
const STOOD_BEFORE = /BAD_RECORD_MAC|DECRYPT|bad record mac|^(read|write) E/i;

const TIMED_OUT = /TIMED?OUT|ECONNABORTED|timed? ?out|timeout of/i;

/** The verdict on a connection that failed: refused for certain only when it never stood. */
export function classifyNetwork({ code, message }: NetworkTrouble, during: Phase): Verdict {
	const neverStood = NEVER_STOOD.test(code ?? '') || NEVER_STOOD_WORDS.test(message);
	const stoodBefore = STOOD_BEFORE.test(code ?? '') || STOOD_BEFORE.test(message);
	const certain = during !== 'submit' || (neverStood && !stoodBefore);
	return {
		class: 'network',
		code,
		detail: TIMED_OUT.test(code ?? '') || TIMED_OUT.test(message) ? 'time_out' : undefined,
		retryable: certain,
		failover: certain,
		billed: certain ? 'no' : 'unknown',
		upstreamMessage: redact(message.slice(0, 4096)).slice(0, 400) || undefined,
	};
}
