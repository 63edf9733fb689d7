'use strict';

const ORDERING = ['ours', 'openAi', 'loop'];
/** In the mode `database` n8n takes so long for a file that fewer have to do. */
const planBigFiles = (size, count, few) => ({
	size,
	runs: [
		{ peer: 'bare', count, concurrency: 6 },
		{ peer: 'stream', count, concurrency: 6 },
		{ peer: 'ours', count, concurrency: 6 },
		{ peer: 'loop', count },
		{ peer: 'openAi', count: few },
		{ peer: 'stream', count: 6, concurrency: 6, mode: 'database' },
		{ peer: 'ours', count: 6, concurrency: 6, mode: 'database' },
	],
});

/** What is run. Serial clients get less: n8n's OpenAI node takes at least ten seconds a video, one after the other. */
const FULL = {
	growth: {
		jobs: { aboutMs: 12_000, jitterMs: 4000, seed: 12 },
		counts: [1, 12, 100, 1000],
		peers: ['ours', 'loop', 'bare'],
		serial: { peers: ['openAi', 'gemini'], counts: [1, 12] },
	},
	pace: {
		everyMs: 5000,
		cases: [
			{ count: 100, fromMs: 20_000, toMs: 40_000 },
			{ count: 100, fromMs: 20_000, toMs: 40_000, requestsPerMinute: 60 },
			{ count: 30, fromMs: 58_000, toMs: 62_000 },
			{ count: 30, fromMs: 58_000, toMs: 62_000, requestsPerMinute: 60 },
			{ count: 30, fromMs: 58_000, toMs: 62_000, requestsPerMinute: 10 },
			{ count: 30, fromMs: 20_000, toMs: 200_000 },
			{ count: 30, fromMs: 20_000, toMs: 200_000, hasProgress: false },
			{ count: 30, fromMs: 20_000, toMs: 200_000, hasProgress: false, requestsPerMinute: 60 },
			{ count: 30, fromMs: 20_000, toMs: 200_000, hasProgress: false, requestsPerMinute: 10 },
		],
	},
	limited: { count: 30, jobMs: 60_000, requestsPerMinute: 60 },
	refusals: { shares: [0.03, 0.15], batches: 40, each: 3, peers: ORDERING, seed: 7 },
	waiting: { counts: [100, 1000], jobMs: 12_000 },
	scale: { counts: [10, 100, 1000], concurrency: 50, aboutMs: 300 },
	bigFiles: planBigFiles('150MB', 20, 2),
	weight: { times: 9 },
};

/** For trying the bench itself: every scenario, as small as it makes sense. */
const QUICK = {
	growth: {
		jobs: { aboutMs: 4000, jitterMs: 1000, seed: 12 },
		counts: [1, 2, 20],
		peers: ['ours', 'loop', 'bare'],
		serial: { peers: ['openAi', 'gemini'], counts: [1, 2] },
	},
	pace: {
		everyMs: 5000,
		cases: [
			{ count: 10, fromMs: 20_000, toMs: 40_000 },
			{ count: 10, fromMs: 20_000, toMs: 40_000, requestsPerMinute: 10 },
		],
	},
	limited: { count: 5, jobMs: 5000, requestsPerMinute: 30 },
	refusals: { shares: [0.15], batches: 5, each: 4, peers: ORDERING, seed: 7 },
	waiting: { counts: [20], jobMs: 6000 },
	scale: { counts: [10, 50], concurrency: 50, aboutMs: 300 },
	bigFiles: planBigFiles('20MB', 6, 1),
	weight: { times: 5 },
};

module.exports = { FULL, QUICK };
