'use strict';
const { createServer } = require('node:http');

/**
 * An S3-compatible storage and Telegram's bot API, as far as n8n's nodes for them ask, on one loopback port.
 * @returns {Promise<{ url: string, files: Map<string, Buffer>, messages: { chat_id: string, text: string }[], refuseUploads: boolean, close: () => Promise<void> }>}
 */
async function startOutside() {
	const outside = {
		url: '',
		files: new Map(),
		messages: [],
		refuseUploads: false,
		close: async () => {},
	};
	const server = createServer((req, res) => {
		const chunks = [];
		req.on('data', (chunk) => chunks.push(chunk));
		req.on('end', () => {
			const { pathname, searchParams } = new URL(req.url, 'http://outside');
			const body = Buffer.concat(chunks);
			if (pathname.startsWith('/bot')) {
				outside.messages.push(JSON.parse(body.toString()));
				return res
					.writeHead(200, { 'content-type': 'application/json' })
					.end('{"ok":true,"result":{"message_id":1}}');
			}
			if (searchParams.has('location'))
				return res
					.writeHead(200, { 'content-type': 'application/xml' })
					.end('<?xml version="1.0"?><LocationConstraint>us-east-1</LocationConstraint>');
			if (outside.refuseUploads)
				return res
					.writeHead(403, { 'content-type': 'application/xml' })
					.end(
						'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
					);
			outside.files.set(pathname, body);
			return res.writeHead(200).end();
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	outside.url = `http://127.0.0.1:${server.address().port}`;
	outside.close = () =>
		new Promise((resolve) => {
			server.closeAllConnections();
			server.close(() => resolve());
		});
	return outside;
}

module.exports = { startOutside };
