'use strict';

/** Jest's globalTeardown. */
module.exports = async function stop() {
	await globalThis.sora2N8n?.stop();
	await globalThis.sora2Internet?.close();
};
