'use strict';
const { generateKeyPairSync } = require('node:crypto');
const { client } = require('.');

/** State and credentials of the services simulated by internet.js. */
const { internet } = JSON.parse(process.env.SORA2_E2E);

const readServices = async () => (await fetch(`${internet}/_state`)).json();

/** @param {object} state their new state; the rest is empty */
const setServices = async (state) =>
	(await fetch(`${internet}/_state`, { method: 'POST', body: JSON.stringify(state) })).json();

async function putGoogleCredential() {
	const { privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		publicKeyEncoding: { type: 'spki', format: 'pem' },
	});
	return await client.putCredential({
		name: 'Google',
		type: 'googleApi',
		data: { region: 'us-east1', email: 'videos@example.iam.gserviceaccount.com', privateKey },
	});
}

module.exports = { putGoogleCredential, readServices, setServices };
