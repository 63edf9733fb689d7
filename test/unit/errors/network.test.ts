import { classifyNetwork } from '../../../nodes/Sora2/errors/classify';

describe('a network error', () => {
	const certain = { class: 'network', retryable: true, failover: true, billed: 'no' };
	const lost = { class: 'network', retryable: false, failover: false, billed: 'unknown' };
	test.each<[string | undefined, string, object]>([
		['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', certain],
		['ENOTFOUND', 'getaddrinfo ENOTFOUND api.example.test', certain],
		['EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.example.test', certain],
		['ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:443', certain],
		['UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error', certain],
		[
			'ECONNRESET',
			'Client network socket disconnected before secure TLS connection was established',
			certain,
		],
		['CERT_HAS_EXPIRED', 'certificate has expired', certain],
		['EPROTO', 'wrong version number', certain],
		[
			'EPROTO',
			'write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:',
			certain,
		],
		[undefined, 'Proxy connection ended before receiving CONNECT response', certain],
		['ECONNRESET', 'socket hang up', lost],
		['ECONNRESET', 'read ECONNRESET', lost],
		['EHOSTUNREACH', 'read EHOSTUNREACH', lost],
		['EPIPE', 'write EPIPE', lost],
		['ETIMEDOUT', 'read ETIMEDOUT', lost],
		['ECONNABORTED', 'timeout of 30000ms exceeded', lost],
		['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'SSL routines: bad record mac', lost],
		['ERR_ANSWER_TOO_LARGE', 'the answer is too large to be read', lost],
		[undefined, 'aborted', lost],
	])('%s: %s', (code, message, expected) => {
		expect(classifyNetwork({ code, message }, 'submit')).toMatchObject({ ...expected, code });
		expect(classifyNetwork({ code, message }, 'read')).toMatchObject(certain);
	});
});
