'use strict';

const FLAT_USD = 0.12;
const PER_SECOND = { '480p': 0.1, '720p': 0.1, '1024p': 0.3, '1080p': 0.3 };

/** Sums of cents must not show 0.30000000000000004. @param {number} usd */
const cents = (usd) => Math.round(usd * 100) / 100;

/**
 * The article's prices: its reverse channel is flat, everything else is sold by the second.
 * @param {string} wire
 * @param {{ model: string, seconds: number, billedSeconds?: number, resolution: string }} spec
 */
function priceOf(wire, spec) {
	if (wire === 'article' && spec.model === 'sora-2') return FLAT_USD;
	return cents((spec.billedSeconds ?? spec.seconds) * PER_SECOND[spec.resolution]);
}

module.exports = { priceOf, cents };
