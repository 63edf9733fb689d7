'use strict';
const { ROOT } = require('../n8n/lib/paths');
const { npm } = require('../n8n/lib/run');

test('the packed package stays under 200 kB', async () => {
	const { stdout } = await npm(
		['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'],
		{ cwd: ROOT },
	);
	const [{ size, files }] = JSON.parse(stdout);
	expect(files.map((file) => file.path)).toContain('dist/nodes/Sora2/Sora2.node.js');
	expect(size).toBeLessThan(200_000);
});
