'use strict';
const { createServer } = require('node:http');

/**
 * An S3-compatible storage and Telegram's bot API, as far as n8n's nodes for them ask, on one loopback port.
 * @returns {Promise<{ url: string, files: Map<string, Buffer>, messages: { chat_id: string, text: string }[], videos: Buffer[], refuseUploads: boolean, close: () => Promise<void> }>}
 */
async function startOutside() {
	const outside = {
		url: '',
		files: new Map(),
		messages: [],
		videos: [],
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
				const form = req.headers['content-type'].match(/^multipart\/form-data;.*boundary=(.*)$/);
				if (form) outside.videos.push(readFile(body, form[1]));
				else outside.messages.push(JSON.parse(body.toString()));
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

/** The bytes of a form's file. @param {Buffer} body @param {string} boundary */
function readFile(body, boundary) {
	const start = body.indexOf('\r\n\r\n', body.indexOf('filename=')) + 4;
	return body.subarray(start, body.indexOf(`\r\n--${boundary}`, start));
}

module.exports = { startOutside };
