import type { NetworkTrouble } from '../errors/classify';

const MAX_MESSAGE = 300;

/** Code and message of what n8n's helpers throw, over its versions: an AxiosError, or a NodeApiError around one. */
export function readNetworkError(error: unknown): NetworkTrouble {
	const e = (error ?? {}) as {
		code?: unknown;
		httpCode?: unknown;
		message?: unknown;
		description?: unknown;
		messages?: unknown;
		cause?: { code?: unknown; message?: unknown };
	};
	const code = [e.cause?.code, e.code, e.httpCode].find(
		(c): c is string => typeof c === 'string' && /^[A-Z_]{3,}/.test(c),
	);
	const texts = [
		e.cause?.message,
		...(Array.isArray(e.messages) ? e.messages : []),
		e.description,
		e.message,
	];
	const message =
		texts.find((t): t is string => typeof t === 'string' && t !== '') ?? 'the connection failed';
	return { code, message: message.slice(0, MAX_MESSAGE) };
}
