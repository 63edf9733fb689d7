'use strict';
const { Problem } = require('./problem');
const { unflatten } = require('./unflatten');

/** The owner of every n8n started here; it listens on loopback only. */
const OWNER = {
	email: 'owner@example.com',
	password: 'Sora2-local-owner',
	firstName: 'Local',
	lastName: 'Owner',
};
const ENDED = new Set(['success', 'error', 'canceled', 'crashed']);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** n8n's own REST interface, the one its editor uses, as far as tests and npm start need it. */
class Client {
	/** @param {string} url n8n's address */
	constructor(url) {
		this.url = url;
		this.cookie = '';
	}

	/**
	 * Makes one call; returns the answer's `data`.
	 * @param {string} method
	 * @param {string} path below /rest, such as '/workflows'
	 * @param {unknown} [body]
	 * @returns {Promise<any>}
	 */
	async rest(method, path, body) {
		const response = await this.raw(`/rest${path}`, {
			method,
			headers: { 'content-type': 'application/json', 'push-ref': 'sora2' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok)
			throw new RestError(
				`n8n answered ${response.status} to ${method} /rest${path}: ${text.slice(0, 500)}`,
				response.status,
			);
		const answer = text ? JSON.parse(text) : {};
		return answer.data ?? answer;
	}

	/**
	 * Any path with the session's cookie, on a separate connection: n8n ends one that was idle for five seconds, and a
	 * request that goes out at that moment fails.
	 * @param {string} path
	 * @param {RequestInit} [init]
	 */
	async raw(path, init = {}) {
		const headers = { ...init.headers, cookie: this.cookie, connection: 'close' };
		return fetch(this.url + path, { ...init, headers });
	}

	/** Sets up the owner of a new n8n, or logs in. */
	async becomeOwner() {
		const post = (path, body) =>
			this.raw(path, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
		let response = await post('/rest/owner/setup', OWNER);
		// n8n 1 calls itself ready before it has its routes, and its database.
		for (let left = 100; [404, 503].includes(response.status) && left > 0; left -= 1) {
			await pause(200);
			response = await post('/rest/owner/setup', OWNER);
		}
		if (!response.ok)
			response = await post('/rest/login', {
				emailOrLdapLoginId: OWNER.email,
				password: OWNER.password,
			});
		const cookie = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (!response.ok || !cookie) {
			throw new Problem(
				`Logging in to n8n failed (HTTP ${response.status}).`,
				"if its password was changed, delete the folder with n8n's data and start again.",
			);
		}
		this.cookie = cookie.split(';')[0];
	}

	/**
	 * Creates a credential, or replaces the one of that name.
	 * @param {{ name: string, type?: string, data: object }} credential
	 * @returns {Promise<{ id: string, name: string, type: string }>}
	 */
	async putCredential({ name, type = 'sora2Api', data }) {
		const known = (await this.rest('GET', '/credentials')).find(
			(one) => one.name === name && one.type === type,
		);
		const saved = known
			? await this.rest('PATCH', `/credentials/${known.id}`, { name, type, data })
			: await this.rest('POST', '/credentials', { name, type, data });
		return { id: saved.id, name, type };
	}

	/**
	 * Saves a credential and runs its own test, as its dialog does.
	 * @param {{ name: string, type?: string, data: object }} credential
	 * @returns {Promise<{ status: 'OK' | 'Error', message: string, credential: { id: string, name: string, type: string } }>}
	 */
	async testCredential({ name, type, data }) {
		const credential = await this.putCredential({ name, type, data });
		return {
			...(await this.rest('POST', '/credentials/test', { credentials: { ...credential, data } })),
			credential,
		};
	}

	/**
	 * Creates a workflow, or replaces the one of that name; every node of ours gets the credential.
	 * @param {object} workflow as the editor exports it
	 * @param {{ credential?: { id: string, name: string } }} [options]
	 * @returns {Promise<any>} the saved workflow
	 */
	async putWorkflow(workflow, { credential } = {}) {
		const nodes = workflow.nodes.map((node) =>
			credential && node.type.startsWith('n8n-nodes-sora2.')
				? { ...node, credentials: { sora2Api: { id: credential.id, name: credential.name } } }
				: node,
		);
		const body = { settings: { executionOrder: 'v1' }, ...workflow, nodes, active: false };
		delete body.id;
		const known = (await this.rest('GET', '/workflows')).find((one) => one.name === workflow.name);
		return known
			? await this.rest('PATCH', `/workflows/${known.id}?forceSave=true`, body)
			: await this.rest('POST', '/workflows', body);
	}

	/**
	 * Starts a manual run, as the editor's button does.
	 * @param {{ id: string, nodes: any[] }} workflow
	 * @returns {Promise<string>} the execution's id
	 */
	async start(workflow) {
		const trigger = workflow.nodes.find((node) => /Trigger$/.test(node.type));
		const { executionId } = await this.rest('POST', `/workflows/${workflow.id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: trigger.name },
		});
		return executionId;
	}

	/** Starts a manual run and waits for its end. @param {any} workflow @param {{ timeoutMs?: number }} [options] */
	async run(workflow, options) {
		return await this.waitFor(await this.start(workflow), options);
	}

	/**
	 * An execution with its data parsed.
	 * @param {string} id
	 * @returns {Promise<any>}
	 */
	async execution(id) {
		const execution = await this.rest('GET', `/executions/${id}`);
		return {
			...execution,
			data: typeof execution.data === 'string' ? unflatten(execution.data) : execution.data,
		};
	}

	/**
	 * Waits until an execution has ended.
	 * @param {string} id
	 * @param {{ timeoutMs?: number, everyMs?: number }} [options]
	 */
	async waitFor(id, { timeoutMs = 120_000, everyMs = 200 } = {}) {
		for (const limit = Date.now() + timeoutMs; Date.now() < limit; await pause(everyMs)) {
			// A busy n8n takes its database for lost now and then, and finds it again.
			const seen = await this.rest('GET', `/executions/${id}`).catch((error) => {
				if (error.status !== 503) throw error;
			});
			if (ENDED.has(seen?.status) && seen.stoppedAt) return await this.execution(id);
		}
		throw new Problem(`Execution ${id} had not ended after ${timeoutMs / 1000} s.`);
	}

	/** The Stop button. @param {string} id */
	async stop(id) {
		return await this.rest('POST', `/executions/${id}/stop`);
	}

	/**
	 * The Retry button on a failed execution; waits for the new one.
	 * @param {string} id
	 * @param {{ loadWorkflow?: boolean, timeoutMs?: number }} [options] loadWorkflow: with the workflow as it is saved now
	 */
	async retry(id, { loadWorkflow = false, ...wait } = {}) {
		const { id: retryId } = await this.rest('POST', `/executions/${id}/retry`, { loadWorkflow });
		return await this.waitFor(retryId, wait);
	}

	/** Publishes a workflow so that its triggers listen. @param {{ id: string, versionId: string }} workflow */
	async activate(workflow) {
		return await this.rest('POST', `/workflows/${workflow.id}/activate`, {
			versionId: workflow.versionId,
		});
	}

	/** @param {{ id: string }} workflow */
	async deactivate(workflow) {
		return await this.rest('POST', `/workflows/${workflow.id}/deactivate`);
	}

	/**
	 * Calls a production webhook; waits out the moment after activation in which n8n answers 404.
	 * @param {string} path
	 * @param {unknown} [body]
	 * @returns {Promise<Response>}
	 */
	async webhook(path, body = {}) {
		for (let left = 40; ; left -= 1) {
			const response = await fetch(`${this.url}/webhook/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			if (response.status !== 404 || left === 0) return response;
			await response.arrayBuffer();
			await pause(100);
		}
	}

	/** The rows of one of the owner's Data Tables; none if it does not exist. @param {string} name */
	async rowsOf(name) {
		const { id } = await this.rest('GET', '/projects/personal');
		const { data: tables } = await this.rest('GET', `/projects/${id}/data-tables`);
		const table = tables.find((one) => one.name === name);
		if (!table) return [];
		return (await this.rest('GET', `/projects/${id}/data-tables/${table.id}/rows?take=100`)).data;
	}

	/** The newest executions of a workflow, newest first. @param {string} workflowId */
	async executionsOf(workflowId) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		return (await this.rest('GET', `/executions?filter=${filter}`)).results;
	}
}

/** n8n refused a REST call. */
class RestError extends Error {
	/** @param {string} message @param {number} status */
	constructor(message, status) {
		super(message);
		this.name = 'RestError';
		this.status = status;
	}
}

/**
 * What a node put out.
 * @param {any} execution
 * @param {string} nodeName
 * @param {number} [output] 0 the first output, 1 the error output
 * @param {number} [runIndex]
 * @returns {any[]} items
 */
function itemsOf(execution, nodeName, output = 0, runIndex = 0) {
	return execution.data.resultData.runData[nodeName]?.[runIndex]?.data?.main?.[output] ?? [];
}

module.exports = { Client, RestError, itemsOf, OWNER };
