'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { freePort } = require('../../n8n/lib/ports');

const FOLDER = join(__dirname, '../servers');

/** A module of test/e2e/servers, installed on first use. @param {string} name */
function load(name) {
	const place = join(FOLDER, 'node_modules', name);
	if (!existsSync(place)) {
		const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd: FOLDER,
			stdio: ['ignore', 2, 2],
			shell: process.platform === 'win32',
		});
		if (status !== 0) throw new Error('npm ci failed in test/e2e/servers');
	}
	return require(place);
}

/**
 * Nodemailer's smtp-server, which stores messages as parsed by mailparser.
 * @returns {Promise<{ port: number, mails: any[], close: () => Promise<void> }>}
 */
async function startMailServer() {
	const { SMTPServer } = load('smtp-server');
	const { simpleParser } = load('mailparser');
	const mails = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData: (stream, session, done) =>
			simpleParser(stream).then((mail) => {
				mails.push(mail);
				done();
			}, done),
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: server.server.address().port,
		mails,
		close: () => new Promise((resolve) => server.close(resolve)),
	};
}

/**
 * ftp-srv over a folder.
 * @param {string} root
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
async function startFileServer(root) {
	const { FtpSrv } = load('ftp-srv');
	const port = await freePort();
	const quiet = { child: () => quiet };
	for (const level of ['trace', 'debug', 'info', 'warn', 'error']) quiet[level] = () => {};
	const server = new FtpSrv({ url: `ftp://127.0.0.1:${port}`, pasv_url: '127.0.0.1', log: quiet });
	server.on('login', (login, resolve) => resolve({ root }));
	await server.listen();
	return { port, close: async () => void (await server.close()) };
}

module.exports = { startFileServer, startMailServer };
