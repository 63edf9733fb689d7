'use strict';
const { loadTypeScript } = require('./typescript');

loadTypeScript();
const { CHANNELS, PROTOCOLS } = require('../../../nodes/Sora2/channels/index.ts');
const { createLedger } = require('../../../nodes/Sora2/jobs/itemLedger.ts');
const { EndpointLimits } = require('../../../nodes/Sora2/jobs/limits/endpointLimits.ts');
const { Semaphore } = require('../../../nodes/Sora2/jobs/limits/semaphore.ts');
const { runJob } = require('../../../nodes/Sora2/jobs/runJob.ts');

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The node's own way of doing jobs, all at once. @param {any} ports */
async function runOurs(ports, { count, requestsPerMinute, isDeclared, hasList }) {
	const limits = new EndpointLimits(ports, isDeclared ? requestsPerMinute : undefined);
	const endpoint = {
		// What a run learned about an endpoint's list, later runs know.
		baseUrl: `https://${hasList ? 'list' : 'single'}.test/v1`,
		paths: new Map(),
		durations: new Map(),
		hasAcceptedJobs: false,
		transfers: new Semaphore(count),
		limits,
	};
	const channel = CHANNELS.openAi;
	const route = {
		channel,
		protocol: PROTOCOLS[channel.protocol],
		dialect: { bodyFormat: 'json', secondsAs: 'string' },
		request: {
			model: 'sora-2',
			prompt: 'a pier',
			duration: 8,
			resolution: '720p',
			aspectRatio: '16:9',
		},
	};
	const store = async ({ bytes }) => {
		let size = 0;
		for await (const piece of bytes) size += piece.length;
		return size;
	};
	const run = async (ledger) =>
		await runJob(
			{
				ports,
				endpoint,
				ledger,
				policy: { timeoutMs: DAY_MS, regionResubmits: 0, resubmitWhenUnknown: false },
				slot: limits.createSlot(),
				onAccepted() {},
				onLostChanged() {},
			},
			[route],
			{ variants: ['video'], store },
		);
	/** One job, with Retry On Fail as the README sets it. */
	const runOne = async () => {
		const ledger = createLedger();
		for (;;) {
			const failure = await run(ledger).then(
				() => undefined,
				(error) => {
					if (!error.failure?.retryable) throw error;
					return error;
				},
			);
			if (!failure) return;
			await ports.sleep(2000);
		}
	};
	return await Promise.all(Array.from({ length: count }, runOne));
}

/**
 * What is usually built: each job is asked about every so often, alone. Where there is a limit the client knows it and
 * sends its requests in the order in which they come up, so that none is refused.
 */
async function runSingle(ports, { count, requestsPerMinute = Infinity, everyMs }) {
	const line = createLine(ports, requestsPerMinute);
	const runOne = async () => {
		await line();
		const { id } = await read(ports.send({ method: 'POST', path: '/videos' }));
		for (;;) {
			await ports.sleep(everyMs);
			await line();
			const { status } = await read(ports.send({ method: 'GET', path: `/videos/${id}` }));
			if (status === 'completed') break;
		}
		await line();
		await ports.open({ path: `/videos/${id}/content` });
	};
	return await Promise.all(Array.from({ length: count }, runOne));
}

async function read(sent) {
	const { answer } = await sent;
	if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.text}`);
	return JSON.parse(answer.text);
}

/** First come, first served: at most so many requests in any minute. */
function createLine(ports, requestsPerMinute) {
	const sentAt = [];
	let last = Promise.resolve();
	const takeTurn = async () => {
		if (sentAt.length >= requestsPerMinute)
			await ports.sleep(sentAt[sentAt.length - requestsPerMinute] + MINUTE_MS - ports.now());
		sentAt.push(ports.now());
	};
	return async () => await (last = last.then(takeTurn));
}

/**
 * How long orders and downloads alone take under a limit, for a client that knows when each job ends and so never asks.
 * @param {{ lengths: number[], requestsPerMinute?: number, tripMs: number }} options @returns {number} milliseconds
 */
function getLeastMs({ lengths, requestsPerMinute = Infinity, tripMs }) {
	const sentAt = [];
	const send = (at) => {
		const free =
			sentAt.length < requestsPerMinute
				? at
				: Math.max(at, sentAt[sentAt.length - requestsPerMinute] + MINUTE_MS);
		sentAt.push(free);
		return free;
	};
	// Orders first: a job that is not ordered yet holds up more than a file that is not fetched yet.
	const ends = lengths.map((length) => send(0) + length + tripMs).sort((a, b) => a - b);
	return Math.max(...ends.map((end) => send(end) + tripMs));
}

module.exports = { getLeastMs, runOurs, runSingle };
