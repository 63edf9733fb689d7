'use strict';

const { readRaw } = require('./body');

/**
 * `/_relay/*`: the object from startRelay(), for other processes. No key, because the
 * relay only listens on the loopback and has no secrets.
 */
const CONTROL = {
	'GET /_relay/ledger': ({ relay }) => relay.ledger,
	'GET /_relay/requests': ({ relay }) => relay.requests,
	'POST /_relay/script': ({ relay }, body) => relay.script(body),
	'POST /_relay/set': ({ relay }, body) => relay.set(body),
	'POST /_relay/reset': ({ relay }) => relay.reset(),
};

/**
 * @param {import('./server').Context} ctx
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 * @param {string} path
 */
async function control(ctx, req, res, path) {
	const action = CONTROL[`${req.method} ${path}`];
	let status = 200;
	let answer;
	try {
		const raw = await readRaw(req);
		if (!action) {
			status = 404;
			answer = { error: `Unknown. There is ${Object.keys(CONTROL).join(', ')}` };
		} else {
			answer = action(ctx, raw.length > 0 ? JSON.parse(raw.toString('utf8')) : {}) ?? { ok: true };
		}
	} catch (error) {
		status = 400;
		answer = { error: error.message };
	}
	res.writeHead(status, { 'content-type': 'application/json' });
	res.end(JSON.stringify(answer));
}

module.exports = { control };
