import { isText, readFileType } from '../../../../nodes/Sora2/protocols/response/fileType';

const iso = (box: string, brand = 'isom') =>
	Buffer.concat([
		Buffer.from([0, 0, 0, 24]),
		Buffer.from(box + brand, 'latin1'),
		Buffer.alloc(600),
	]);
const hex = (start: string, then: string | Buffer = '') =>
	Buffer.concat([Buffer.from(start, 'hex'), Buffer.from(then), Buffer.alloc(600)]);
const packets = (size: number, before: number) => {
	const bytes = Buffer.alloc(600, 0xff);
	for (let at = before; at < bytes.length; at += size) bytes[at] = 0x47;
	return bytes;
};

test.each([
	['MP4', iso('ftyp'), 'video/mp4'],
	['MP4 of another brand', iso('ftyp', 'dash'), 'video/mp4'],
	['a fragment', iso('styp', 'msdh'), 'video/mp4'],
	['MP4 without a brand', iso('moov'), 'video/mp4'],
	['MP4 whose data comes first', iso('mdat'), 'video/mp4'],
	['QuickTime', iso('ftyp', 'qt  '), 'video/quicktime'],
	['3GP', iso('ftyp', '3gp5'), 'video/3gpp'],
	['WebM', hex('1a45dfa3', '\u0001\u0000\u0042\u0082\u0084webm'), 'video/webm'],
	['Matroska', hex('1a45dfa3', '\u0001\u0000\u0042\u0082\u0088matroska'), 'video/x-matroska'],
	['AVI', Buffer.from('RIFF\u0000\u0001\u0000\u0000AVI LIST'), 'video/x-msvideo'],
	['Ogg', hex('4f67675300'), 'video/ogg'],
	['Flash', hex('464c560105'), 'video/x-flv'],
	['MPEG program stream', hex('000001ba44'), 'video/mpeg'],
	['MPEG transport stream', packets(188, 0), 'video/mp2t'],
	['Blu-ray transport stream', packets(192, 4), 'video/mp2t'],
	['Windows Media', hex('3026b2758e66cf11'), 'video/x-ms-asf'],
])('%s is a video', (_, bytes, mimeType) => {
	expect(readFileType(bytes)).toEqual({ kind: 'video', mimeType });
});

test.each([
	['PNG', hex('89504e470d0a1a0a'), 'picture', 'image/png'],
	['JPEG', hex('ffd8ffe0'), 'picture', 'image/jpeg'],
	['GIF', Buffer.from('GIF89a\u0001\u0000\u0001\u0000'), 'picture', 'image/gif'],
	['WebP', Buffer.from('RIFF\u0000\u0001\u0000\u0000WEBPVP8 '), 'picture', 'image/webp'],
	['AVIF', iso('ftyp', 'avif'), 'picture', 'image/avif'],
	['HEIC', iso('ftyp', 'heic'), 'picture', 'image/heic'],
	['sound in an MP4', iso('ftyp', 'M4A '), 'other', 'audio/mp4'],
	['WAV', Buffer.from('RIFF\u0000\u0001\u0000\u0000WAVEfmt '), 'other', 'audio/wav'],
	['PDF', hex('255044462d', '1.7'), 'other', 'application/pdf'],
	['ZIP', hex('504b0304'), 'other', 'application/zip'],
	['gzip', hex('1f8b0808'), 'other', 'application/gzip'],
])('%s is not a video', (_, bytes, kind, mimeType) => {
	expect(readFileType(bytes)).toEqual({ kind, mimeType });
});

test.each([
	'{"error":"not ready"}',
	'  \n[1]',
	'\uFEFF{}',
	'<!doctype html><title>Not found</title>',
	'<?xml version="1.0"?><Error/>',
	'<svg xmlns="http://www.w3.org/2000/svg"/>',
	'data: {"status":"completed"}\r\n\r\n',
	'#EXTM3U\n#EXT-X-VERSION:3',
	'AAAAIGZ0eXBpc29tAAACAGlzb21pc28yYXZjMW1wNDE=',
	'当前分组上游负载已饱和'.repeat(100),
	'x',
	`x${'é'.repeat(400)}`,
])('%j is text', (text) => {
	expect(readFileType(Buffer.from(text))).toEqual({ kind: 'text' });
	expect(isText(Buffer.from(text))).toBe(true);
});

test('UTF-16 text is text', () => {
	expect(isText(Buffer.from('\uFEFF{"error":1}', 'utf16le'))).toBe(true);
});

test('no bytes are empty, and unknown bytes are unknown', () => {
	expect(readFileType(Buffer.alloc(0))).toEqual({ kind: 'empty' });
	expect(readFileType(Buffer.alloc(600))).toEqual({ kind: 'unknown' });
	expect(readFileType(Buffer.from([0xfe, 0x01, 0x80, 0xff]))).toEqual({ kind: 'unknown' });
	expect(isText(Buffer.alloc(0))).toBe(false);
});

test('padding is unknown, whitespace is text', () => {
	expect(readFileType(Buffer.alloc(600, ' ')).kind).toBe('unknown');
	expect(readFileType(Buffer.from('\n\n ')).kind).toBe('text');
});

test('only the first bytes count', () => {
	const text = Buffer.concat([Buffer.from('{"a":1}'.padEnd(600)), iso('ftyp')]);
	expect(readFileType(text).kind).toBe('text');
});
