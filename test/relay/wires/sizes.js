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

/** @param {string} size */
const resolutionOf = (size) =>
	RESOLUTIONS.find((name) => LANDSCAPE[name] === size || turn(LANDSCAPE[name]) === size);

module.exports = { RESOLUTIONS, SIZES, sizeOf, resolutionOf };
