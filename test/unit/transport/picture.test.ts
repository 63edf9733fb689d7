/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import fc from '../../helpers/propertyTests';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPictureInfo, parsePictureSource } from '../../../nodes/Sora2/transport/picture';
import { png } from '../../helpers/png';

/** Headers only: what follows them is not read. */
const jpeg = (width: number, height: number, before: number[] = []) =>
	Buffer.from([
		0xff,
		0xd8,
		...before,
		0xff,
		0xc0,
		0,
		17,
		8,
		height >> 8,
		height & 255,
		width >> 8,
		width & 255,
		3,
		0,
		0,
		0,
	]);
const webp = (kind: string, body: number[]) =>
	Buffer.concat([
		Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, 'latin1'),
		Buffer.from(body),
		Buffer.alloc(20),
	]);
const u24 = (n: number) => [n & 255, (n >> 8) & 255, n >> 16];

test.each([
	['PNG', png(1280, 720), 'image/png'],
	['JPEG', jpeg(1280, 720), 'image/jpeg'],
	[
		'progressive JPEG after an EXIF segment',
		Buffer.from(
			jpeg(1280, 720, [0xff, 0xe1, 0, 6, 1, 2, 3, 4])
				.toString('latin1')
				.replace('\xff\xc0', '\xff\xc2'),
			'latin1',
		),
		'image/jpeg',
	],
	['JPEG with fill bytes', jpeg(1280, 720, [0xff, 0xff, 0xe0, 0, 4, 1, 2]), 'image/jpeg'],
	[
		'WebP, lossy',
		webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 1280 & 255, 1280 >> 8, 720 & 255, 720 >> 8]),
		'image/webp',
	],
	[
		'WebP, lossless',
		webp('VP8L', [
			0x2f,
			...(() => {
				const bits = (1279 | (719 << 14)) >>> 0;
				return [bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, bits >>> 24];
			})(),
		]),
		'image/webp',
	],
	['WebP, extended', webp('VP8X', [0, 0, 0, 0, ...u24(1279), ...u24(719)]), 'image/webp'],
])('reads the size of a %s', (_, bytes, mimeType) => {
	expect(readPictureInfo(bytes)).toEqual({ mimeType, width: 1280, height: 720 });
});

test('reads a WebP from a real encoder', () => {
	expect(
		readPictureInfo(readFileSync(join(__dirname, '../../relay/media/thumbnail.webp')))?.mimeType,
	).toBe('image/webp');
});

test('never throws and always ends', () => {
	const start = fc.constantFrom(
		'',
		'\x89PNG',
		'\xff\xd8',
		'\xff\xd8\xff\xe0\0\0',
		'RIFF\0\0\0\0WEBPVP8 ',
		'RIFF\0\0\0\0WEBPVP8X',
	);
	fc.assert(
		fc.property(start, fc.uint8Array({ maxLength: 200 }), (text, rest) => {
			const info = readPictureInfo(Buffer.concat([Buffer.from(text, 'latin1'), rest]));
			expect(info === undefined || info.width >= 0).toBe(true);
		}),
		{ numRuns: 500 },
	);
});

test.each([
	['', undefined],
	['photo', { kind: 'field', field: 'photo' }],
	['https://a.example/b.png', { kind: 'url', url: 'https://a.example/b.png' }],
	['data:image/png;base64,AA', { kind: 'url', url: 'data:image/png;base64,AA' }],
])('reads %j as %j', (value, source) => {
	expect(parsePictureSource(value)).toEqual(source);
});
