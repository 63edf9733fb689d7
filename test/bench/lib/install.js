'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { Problem, npm } = require('../../n8n/lib');

const DIR = join(__dirname, '..');

/** The library that draws the chart: apart from the root's dependencies, because only the bench needs it. */
async function installChart() {
	if (
		['vega', 'vega-lite'].every((name) =>
			existsSync(join(DIR, 'node_modules', name, 'package.json')),
		)
	)
		return;
	const { code, output } = await npm(['ci', '--ignore-scripts', '--loglevel=error'], { cwd: DIR });
	if (code !== 0)
		throw new Problem(
			"The chart's library could not be installed (npm ci in test/bench).",
			'check the network (npm ping) and start again.',
			output,
		);
}

module.exports = { installChart };
