/** Maximum events read, from the end: an error is the last event of a stream. */
const MAX_EVENTS = 8;
const MAX_TEXT = 256 * 1024;

/** Whether a text is a stream of server-sent events. */
export function isEventStream(text: string): boolean {
	return /^\s{0,99}(event|data|id|retry)?:/.test(text);
}

/** Parses the last few server-sent events of a stream, in order. `error` marks an `error` event. */
export function parseEvents(text: string): Array<{ data: string; error: boolean }> {
	return text
		.slice(-MAX_TEXT)
		.split(/\r?\n[ \t]{0,8}\r?\n/)
		.slice(-MAX_EVENTS - 4)
		.map((event) => ({
			data: event
				.split(/\r?\n/)
				.filter((line) => /^\s{0,8}data:/.test(line))
				.map((line) => line.replace(/^\s{0,8}data: ?/, ''))
				.join('\n')
				.trim(),
			error: /^\s{0,8}event: ?(error|failed)/m.test(event),
		}))
		.filter(({ data }) => data !== '' && data !== '[DONE]')
		.slice(-MAX_EVENTS);
}
