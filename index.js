'use strict';

/** The package's public entry for scripts and tests; n8n itself reads the `n8n` block of package.json. */
module.exports = {
	get Sora2() {
		return require('./dist/nodes/Sora2/Sora2.node').Sora2;
	},
	get Sora2Trigger() {
		return require('./dist/nodes/Sora2/Sora2Trigger.node').Sora2Trigger;
	},
	get Sora2Api() {
		return require('./dist/credentials/Sora2Api.credentials').Sora2Api;
	},
	/** What is for sale where, by channel name. */
	get CHANNELS() {
		return require('./dist/nodes/Sora2/channels').CHANNELS;
	},
	/** Reads a refusal: `classify({ during: 'submit', status, headers, body }, Date.now())`. */
	get classify() {
		require('./dist/nodes/Sora2/errors/json').setJsonRepairer(
			require('./dist/nodes/Sora2/transport/repairJson').repairJson,
		);
		return require('./dist/nodes/Sora2/errors/classify').classify;
	},
};
