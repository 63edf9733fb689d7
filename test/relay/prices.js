'use strict';

const { rateOf } = require('./catalogue');

const FLAT_USD = 0.12;
const PER_SECOND = { '1024p': 0.3, '1080p': 0.3 };

/** Sums of cents must not show 0.30000000000000004. @param {number} usd */
const cents = (usd) => Math.round(usd * 100) / 100;

/**
 * The article's prices: its reverse channel is flat, everything else is sold by the second.
 * @param {string} wire
 * A model of the catalogue costs its listed price.
 * @param {{ model: string, seconds: number, billedSeconds?: number, resolution: string, audio?: boolean }} spec
 * @param {any[] | null} [catalogue]
 */
function priceOf(wire, spec, catalogue) {
	if (wire === 'article' && spec.model === 'sora-2') return FLAT_USD;
	const seconds = spec.billedSeconds ?? spec.seconds;
	if (wire === 'openrouter') {
		const model = catalogue?.find(({ id }) => id === spec.model);
		const audio = spec.audio ?? model?.generate_audio === true;
		const rate = rateOf(model, { resolution: spec.resolution, audio });
		if (rate !== undefined) return cents(seconds * rate);
	}
	return cents(seconds * (PER_SECOND[spec.resolution] ?? 0.1));
}

module.exports = { priceOf, cents };
