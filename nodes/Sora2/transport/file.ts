import type { FileResponse } from '../jobs/ports';
import { HEAD_BYTES, isText, readUpTo } from '../protocols/response/fileType';
import { decodeText, type Body } from './body';
import { redactHeaders, type RedactKey } from './redactKey';
import type { OpenAnswer } from './request';

/** Maximum bytes read of a text that arrives instead of a file. */
const MAX_TEXT_BYTES = 64 * 1024;

/** An answer whose body is a file, or a text instead of one. */
export function toFileResponse(answer: OpenAnswer, body: Body, redactKey: RedactKey): FileResponse {
	return {
		status: answer.status,
		headers: redactHeaders(answer.headers, redactKey),
		bytes: readFile(body.bytes(), redactKey),
		discard: () => answer.close(),
	};
}

/**
 * Yields a file unchanged. A text, whatever its content type, has the key removed in case it
 * repeats it.
 */
async function* readFile(
	bytes: AsyncGenerator<Uint8Array>,
	redactKey: RedactKey,
): AsyncGenerator<Uint8Array> {
	const head = await readUpTo(bytes, HEAD_BYTES);
	if (isText(head)) {
		const rest = await readUpTo(bytes, MAX_TEXT_BYTES);
		yield Buffer.from(redactKey(decodeText(Buffer.concat([head, rest]))));
		return;
	}
	if (head.length > 0) yield head;
	yield* bytes;
}
