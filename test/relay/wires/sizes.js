'use strict';

/** What a resolution is in pixels, lying; standing is the same turned. */
const LANDSCAPE = {
	'480p': '854x480',
	'720p': '1280x720',
	'1024p': '1792x1024',
	'1080p': '1920x1080',
};

const RESOLUTIONS = Object.keys(LANDSCAPE);

/** @param {string} size */
const turn = (size) => size.split('x').reverse().join('x');

const SIZES = RESOLUTIONS.flatMap((name) => [LANDSCAPE[name], turn(LANDSCAPE[name])]);

/** @param {string} resolution @param {boolean} portrait */
const sizeOf = (resolution, portrait) =>
	portrait ? turn(LANDSCAPE[resolution]) : LANDSCAPE[resolution];

/** The name of a size's short side; for one that has none, its pixels. @param {string} size */
const resolutionOf = (size) =>
	RESOLUTIONS.find((name) => LANDSCAPE[name] === size || turn(LANDSCAPE[name]) === size) ??
	`${Math.min(...size.split('x').map(Number))}p`;

/** The pixels of a resolution's name in any ratio. @param {string} resolution @param {string} ratio */
function sizeIn(resolution, ratio) {
	const short =
		{ '1K': 1080, '2K': 1440, '4K': 2160, '4k': 2160 }[resolution] ?? parseInt(resolution, 10);
	const [width, height] = ratio.split(':').map(Number);
	const long =
		Math.ceil((short * Math.max(width, height)) / Math.min(width, height) / 2 - 1e-6) * 2;
	return width < height ? `${short}x${long}` : `${long}x${short}`;
}

module.exports = { RESOLUTIONS, SIZES, sizeIn, sizeOf, resolutionOf };
