import { classifyNetwork } from '../../../nodes/Sora2/errors/network';
import { readNetworkError } from '../../../nodes/Sora2/transport/networkError';

const connectError = (code: string, address: string) =>
	Object.assign(new Error(`connect ${code} ${address}`), { code, syscall: 'connect' });

/** What Node throws when none of a host's addresses takes the connection: its own message is empty. */
const aggregate = (...errors: Error[]) =>
	Object.assign(new AggregateError(errors), { code: (errors[0] as { code?: string }).code });

test.each([
	['as Node throws it', (e: Error) => e],
	[
		'wrapped by the HTTP client',
		(e: Error) => Object.assign(new Error(''), { code: 'ETIMEDOUT', cause: e }),
	],
	[
		'wrapped by the HTTP client, its errors copied',
		(e: AggregateError) => Object.assign(new Error(''), { code: 'ETIMEDOUT', errors: e.errors }),
	],
	[
		'wrapped by n8n',
		(e: Error) => ({ message: 'The connection timed out', cause: { code: 'ETIMEDOUT', cause: e } }),
	],
])('a host without a reachable address was never reached, %s', (_, wrap) => {
	const errors = [
		connectError('ETIMEDOUT', '[2001:db8::1]:443'),
		connectError('ETIMEDOUT', '192.0.2.1:443'),
	];
	const error = readNetworkError(wrap(aggregate(...errors)));
	expect(error.message).toContain('connect ETIMEDOUT 192.0.2.1:443');
	expect(classifyNetwork(error, 'submit')).toMatchObject({ billed: 'no', retryable: true });
});

test('n8n 1.123 and 2.0 keep only the message of such an error', () => {
	const error = readNetworkError({
		httpCode: 'ETIMEDOUT',
		message: 'The connection timed out',
		messages: ['Error', 'Error'],
		description: 'connect ETIMEDOUT [2001:db8::1]:443 | connect ETIMEDOUT 192.0.2.1:443',
	});
	expect(classifyNetwork(error, 'submit')).toMatchObject({ billed: 'no', retryable: true });
});

test('the code of refused connections is kept', () => {
	const refused = aggregate(
		connectError('ECONNREFUSED', '::1:80'),
		connectError('ECONNREFUSED', '127.0.0.1:80'),
	);
	expect(readNetworkError(refused)).toMatchObject({ code: 'ECONNREFUSED' });
});

test('an aggregate error that includes an established connection is an unknown outcome', () => {
	const mixed = aggregate(
		connectError('ECONNREFUSED', '::1:80'),
		Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }),
	);
	const error = readNetworkError(Object.assign(mixed, { code: 'ECONNRESET' }));
	expect(classifyNetwork(error, 'submit').billed).toBe('unknown');
});

test.each([
	[new Error('socket hang up'), { code: undefined, message: 'socket hang up' }],
	[
		{ httpCode: 'ECONNRESET', description: 'read ECONNRESET' },
		{ code: 'ECONNRESET', message: 'read ECONNRESET' },
	],
	[
		{ httpCode: '404', message: '', messages: ['first', 'second'] },
		{ code: undefined, message: 'first' },
	],
	[undefined, { code: undefined, message: 'the connection failed' }],
	['text', { code: undefined, message: 'the connection failed' }],
])('%p is %p', (thrown, error) => {
	expect(readNetworkError(thrown)).toEqual(error);
});

test("errors that are each other's cause are read once", () => {
	const first: { cause?: unknown; message: string } = { message: 'first' };
	first.cause = { message: 'second', cause: first };
	expect(readNetworkError(first).message).toBe('second');
});
