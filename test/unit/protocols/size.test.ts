import { toResolution, toSize } from '../../../nodes/Sora2/protocols/size';

test.each([
	['480p', '16:9', '854x480'],
	['720p', '16:9', '1280x720'],
	['1024p', '16:9', '1792x1024'],
	['1080p', '16:9', '1920x1080'],
	['1440p', '16:9', '2560x1440'],
	['4k', '16:9', '3840x2160'],
	['480p', '9:16', '480x854'],
	['1024p', '9:16', '1024x1792'],
	['4k', '9:16', '2160x3840'],
	['720p', '1:1', '720x720'],
	['1024p', '1:1', '1024x1024'],
	['480p', '4:3', '640x480'],
	['720p', '3:4', '720x960'],
	['720p', '21:9', '1680x720'],
	['480p', '21:9', '1120x480'],
	['1080p', '3:2', '1620x1080'],
	['720p', '2.39:1', '1722x720'],
	['768p', '16:9', '1366x768'],
	['2K', '16:9', '2560x1440'],
	['720p', '32:18', '1280x720'],
	['auto', '16:9', undefined],
	['720p', 'auto', undefined],
	['720p', '0:1', undefined],
	['720p', 'wide', undefined],
	['high', '16:9', undefined],
])('%s at %s is %s', (resolution, ratio, size) => {
	expect(toSize(resolution, ratio)).toBe(size);
	if (size) expect(size.split('x').every((side) => Number(side) % 2 === 0)).toBe(true);
});

test.each([
	['1280x720', '720p'],
	['720x1280', '720p'],
	['720x720', '720p'],
	['1792x1024', '1024p'],
	['3840x2160', '4k'],
	['640x360', undefined],
	['large', undefined],
	[undefined, undefined],
])('the size %s is called %s', (size, resolution) => expect(toResolution(size)).toBe(resolution));
