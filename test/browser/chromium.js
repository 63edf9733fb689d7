'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** No sandbox, which containers lack, no GPU, and no call to anybody but n8n. */
const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * The system's Chromium; on Debian it is installed where root may do so.
 * @returns {{ path?: string, reason?: string }} `reason`: why there is none
 */
function findChromium() {
	const path = [process.env.CHROMIUM_PATH, ...PLACES].find((place) => place && existsSync(place));
	if (path) return { path };
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
		return { reason: 'no Chromium here; install it, or name one in CHROMIUM_PATH' };
	process.stderr.write('Installing Chromium …\n');
	const apt = (...args) =>
		spawnSync('apt-get', ['-qq', ...args], {
			stdio: ['ignore', 2, 2],
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		}).status === 0;
	const installed =
		apt('update') &&
		apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation');
	return installed && existsSync(PLACES[0])
		? { path: PLACES[0] }
		: { reason: 'apt-get could not install Chromium' };
}

module.exports = { findChromium, FLAGS };
