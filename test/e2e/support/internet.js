'use strict';
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { connect } = require('node:net');
const { createServer: createTlsServer } = require('node:https');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { answerGoogle } = require('./google');
const { answerSlack } = require('./slack');

const SERVICES = {
	'oauth2.googleapis.com': answerGoogle,
	'www.googleapis.com': answerGoogle,
	'sheets.googleapis.com': answerGoogle,
	'slack.com': answerSlack,
	'files.slack.com': answerSlack,
};

/**
 * An HTTPS proxy that plays the services with addresses nobody can change: it answers for Google and Slack itself, with
 * its own certificates, and refuses everybody else. So no test can reach the real ones.
 * @returns {Promise<{ url: string, env: Record<string, string>, close: () => Promise<void> }>} `url`: where a test
 *   reads (`GET /_state`) and sets (`POST /_state`) the services' state; `env`: the environment n8n needs
 */
async function startInternet() {
	const dir = mkdtempSync(join(tmpdir(), 'sora2-internet-'));
	const { key, cert, ca } = makeCertificates(dir);
	const state = newState();

	const services = createTlsServer({ key, cert }, (req, res) =>
		readBody(req).then((body) => answerFor(req, res, body, state)),
	);
	const proxy = createServer((req, res) =>
		readBody(req).then((body) => control(req, res, body, state)),
	);
	// The server no longer knows them, and they may be paused: then they neither end nor keep the process alive.
	const tunnels = new Set();
	proxy.on('connect', (req, client, head) => {
		const host = req.url.split(':')[0];
		tunnels.add(client);
		client.on('error', () => {});
		client.on('close', () => tunnels.delete(client));
		if (!SERVICES[host]) {
			state.refused.push(host);
			return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
		}
		const upstream = connect(services.address().port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.write(head);
			upstream.pipe(client).pipe(upstream);
		});
		upstream.on('error', () => client.destroy());
	});
	await Promise.all([listen(services), listen(proxy)]);
	const url = `http://127.0.0.1:${proxy.address().port}`;
	return {
		url,
		env: { HTTPS_PROXY: url, NO_PROXY: '127.0.0.1,localhost', NODE_EXTRA_CA_CERTS: ca },
		close: async () => {
			for (const tunnel of tunnels) tunnel.destroy();
			for (const server of [services, proxy]) {
				server.closeAllConnections();
				await new Promise((resolve) => server.close(resolve));
			}
			rmSync(dir, { recursive: true, force: true });
		},
	};
}

/** `drive`: files by ID, `data` in base64; `sheets`: tables by ID, each a list of rows; `slack`: messages and files. */
function newState() {
	return { drive: {}, sheets: {}, slack: { messages: [], files: {} }, refused: [] };
}

function answerFor(req, res, body, state) {
	const url = new URL(req.url, `https://${req.headers.host}`);
	const answer = SERVICES[url.hostname](req, url, body, state);
	const {
		status = 200,
		headers = {},
		json = {},
	} = answer ?? { status: 404, json: { error: 'unknown' } };
	res
		.writeHead(status, { 'content-type': 'application/json', ...headers })
		.end(JSON.stringify(json));
}

function control(req, res, body, state) {
	if (req.method === 'POST') Object.assign(state, newState(), JSON.parse(body.toString()));
	res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state));
}

/** A certificate authority of this run's own, and one certificate for all services. */
function makeCertificates(dir) {
	const file = (name) => join(dir, name);
	const openssl = (...args) => {
		const { status, stderr } = spawnSync('openssl', args, { cwd: dir, encoding: 'utf8' });
		if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
	};
	const names = Object.keys(SERVICES).map((host) => `DNS:${host}`);
	writeFileSync(file('names'), `subjectAltName=${names.join(',')}\n`);
	const make = ['-newkey', 'rsa:2048', '-nodes'];
	openssl(
		'req',
		'-x509',
		...make,
		'-keyout',
		'ca.key',
		'-out',
		'ca.pem',
		'-days',
		'2',
		'-subj',
		'/CN=sora2 tests',
	);
	openssl('req', ...make, '-keyout', 'key.pem', '-out', 'request', '-subj', '/CN=services');
	openssl(
		...['x509', '-req', '-in', 'request', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
		...['-out', 'cert.pem', '-days', '2', '-extfile', 'names'],
	);
	return {
		key: readFileSync(file('key.pem')),
		cert: readFileSync(file('cert.pem')),
		ca: file('ca.pem'),
	};
}

async function readBody(req) {
	const chunks = [];
	for await (const chunk of req) chunks.push(chunk);
	return Buffer.concat(chunks);
}

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

module.exports = { startInternet };
