/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Readable } from 'node:stream';
import { Body, readText, type ReadLimits } from '../../../nodes/Sora2/transport/body';
import { clock } from '../../../nodes/Sora2/transport/clock';
import { Watchdog } from '../../../nodes/Sora2/transport/watchdog';
import { FakeTime } from '../support/fakeTime';

/* Bodies that come when this test says so, in virtual time. */
const time = new FakeTime();
const { now, pause } = clock;
beforeAll(() => Object.assign(clock, { now: time.now, pause: time.sleep }));
afterAll(() => Object.assign(clock, { now, pause }));

const LIMITS: ReadLimits = { idleMs: 10_000, totalMs: 60_000, minBytesPerSecond: 1000 };

/** A body of chunks with waits, in milliseconds, between them; silent at its end when `ends` is false. */
function drip(chunks: Array<string | number>, ends = true): Readable {
	const stream = new Readable({ read() {} });
	void (async () => {
		for (const chunk of chunks) {
			if (stream.destroyed) return;
			if (typeof chunk === 'number') await time.sleep(chunk);
			else stream.push(chunk);
		}
		if (ends) stream.push(null);
	})();
	return stream;
}

const open = (stream: Readable, limits = LIMITS, watchdog = new Watchdog()) =>
	new Body(
		{ stream, close: ({ isEnded } = { isEnded: false }) => void (isEnded || stream.destroy()) },
		limits,
		watchdog,
	);
const read = async (stream: Readable, limits = LIMITS) =>
	await time.until(readText(open(stream, limits)));
const blanksFor = (seconds: number) =>
	Array.from({ length: seconds * 2 }, (_, i) => (i % 2 ? ' ' : 1000));

test('a body that arrives in time is read completely', async () => {
	expect(await read(drip(['{"id":', 9000, '"video_1"', 9000, '}']))).toEqual({
		text: '{"id":"video_1"}',
		error: undefined,
	});
});

test('a byte order mark is not part of the text', async () => {
	expect(await read(drip(['\uFEFF{}']))).toMatchObject({ text: '{}' });
	const utf16 = Readable.from([Buffer.from('\uFEFF{}', 'utf16le')]);
	expect(await read(utf16)).toMatchObject({ text: '{}' });
});

test('a stalled body is abandoned, and the part that arrived is kept', async () => {
	const stream = drip(['{"id":"video_1",'], false);
	const began = time.now();
	expect(await read(stream)).toEqual({
		text: '{"id":"video_1",',
		error: {
			code: 'ETIMEDOUT',
			message: 'the answer began, and then nothing arrived for 10 s',
		},
	});
	expect(time.now() - began).toBeLessThan(LIMITS.idleMs + 1000);
	expect(stream.destroyed).toBe(true);
});

test('a body of only whitespace is abandoned', async () => {
	const began = time.now();
	const { error } = await read(drip(blanksFor(600)));
	expect(error).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('60 s') });
	expect(time.now() - began).toBeLessThan(LIMITS.totalMs + 1500);
});

test('whitespace before an answer that arrives in time is harmless', async () => {
	expect(await read(drip([...blanksFor(50), '{}']))).toEqual({
		text: `${' '.repeat(50)}{}`,
		error: undefined,
	});
});

test('a large body may take as long as its bytes need', async () => {
	const second = 'x'.repeat(2000);
	const chunks = Array.from({ length: 600 }, (_, i) => (i % 2 ? second : 1000));
	expect((await read(drip(chunks))).error).toBeUndefined();
});

test("a slow reader's time does not count", async () => {
	const body = open(drip(['a', 'b']));
	const read = async () => {
		let text = '';
		for await (const chunk of body.bytes()) {
			text += Buffer.from(chunk).toString();
			await time.sleep(3_600_000);
		}
		return text;
	};
	expect(await time.until(read())).toBe('ab');
});

test('a broken connection is reported with its own error', async () => {
	const stream = drip(['{"id":"video_1"'], false);
	void time
		.sleep(1000)
		.then(() => stream.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
	expect(await read(stream)).toEqual({
		text: '{"id":"video_1"',
		error: { code: 'ECONNRESET', message: 'aborted' },
	});
});

test('an endless body is not read to its end', async () => {
	let sent = 0;
	const megabyte = Buffer.alloc(1024 * 1024, 'x');
	const stream = new Readable({
		read() {
			sent++;
			this.push(megabyte);
		},
	});
	expect((await read(stream)).error).toMatchObject({ code: 'ERR_ANSWER_TOO_LARGE' });
	expect(sent).toBeLessThan(110);
	expect(stream.destroyed).toBe(true);
});

test('a body is closed when its reader stops', async () => {
	const stream = drip(['a'], false);
	for await (const chunk of open(stream).bytes()) {
		expect(Buffer.from(chunk).toString()).toBe('a');
		break;
	}
	expect(stream.destroyed).toBe(true);
});

test('no timer runs while nothing is awaited', async () => {
	const watchdog = new Watchdog();
	open(drip(['a']), LIMITS, watchdog);
	expect(await time.until(watchdog.watch(Promise.resolve(1), () => undefined))).toBe(1);
	await time.until(time.sleep(1000));
	await expect(time.until(new Promise(() => {}), 1000)).rejects.toThrow('(0 waiting)');
});
