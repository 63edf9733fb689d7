'use strict';

/** Writes the documentation's pictures: `npm run docs:pictures`. */
module.exports = { ...require('./jest.config'), testMatch: ['<rootDir>/pictures.js'] };
