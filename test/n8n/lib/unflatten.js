'use strict';

/**
 * Reads n8n's execution data: a flat JSON array in which every string inside an object or array is the index of its value
 * (the npm package flatted writes it). Cycles come back as cycles.
 * @param {string} text
 * @returns {any}
 */
function unflatten(text) {
	const pool = JSON.parse(text);
	const known = new Map();
	const revive = (index) => {
		const value = pool[index];
		if (typeof value !== 'object' || value === null) return value;
		if (known.has(index)) return known.get(index);
		const whole = Array.isArray(value) ? [] : {};
		known.set(index, whole);
		for (const [key, inner] of Object.entries(value))
			whole[key] = typeof inner === 'string' ? revive(Number(inner)) : inner;
		return whole;
	};
	return revive(0);
}

module.exports = { unflatten };
