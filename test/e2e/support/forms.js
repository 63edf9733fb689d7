'use strict';
const { client, until } = require('./index');

/**
 * Waits until an execution sleeps in n8n's Wait node.
 * @param {string} id
 * @returns {Promise<any>} the execution
 */
async function untilWaiting(id, from = client, timeoutMs = 30_000) {
	await until(async () => (await from.rest('GET', `/executions/${id}`)).status === 'waiting', {
		timeoutMs,
		what: 'the wait',
	});
	return await from.execution(id);
}

/**
 * Fills in the form an execution waits for, as its browser page does.
 * @param {string} id the execution
 * @param {string[]} answers one a field, in order
 * @returns {Promise<string>} the form's page, as it was shown
 */
async function answerForm(id, answers) {
	const { data } = await untilWaiting(id);
	const url = `${client.url}/form-waiting/${id}${data.resumeToken ? `?signature=${data.resumeToken}` : ''}`;
	const page = await (await fetch(url)).text();
	const form = new FormData();
	answers.forEach((answer, i) => form.set(`field-${i}`, answer));
	const response = await fetch(url, { method: 'POST', body: form });
	if (!response.ok)
		throw new Error(
			`the form answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
		);
	return page;
}

module.exports = { answerForm, untilWaiting };
