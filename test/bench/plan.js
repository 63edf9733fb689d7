'use strict';

const ALL = ['ours', 'openAi', 'loop'];

/** What is run. The peers' smaller sets: n8n's OpenAI node takes at least ten seconds a video, one after the other. */
const FULL = {
	batch: {
		jobs: { count: 12, aboutMs: 6000, jitterMs: 2000, seed: 12 },
		runs: [
			{ peer: 'bare', concurrency: 12 },
			{ peer: 'ours', concurrency: 12 },
			{ peer: 'loop' },
			{ peer: 'openAi' },
			{ peer: 'bare', concurrency: 4 },
			{ peer: 'ours', concurrency: 4 },
		],
	},
	hundred: {
		jobs: { count: 100, aboutMs: 6000, jitterMs: 2000, seed: 100 },
		runs: [
			{ peer: 'bare', concurrency: 100 },
			{ peer: 'ours', concurrency: 100 },
			{ peer: 'loop' },
			{ peer: 'bare', concurrency: 25 },
			{ peer: 'ours', concurrency: 25 },
		],
	},
	refusals: { shares: [0.03, 0.15], batches: 40, each: 5, peers: ALL, seed: 7 },
	bigFiles: {
		size: '150MB',
		runs: [
			{ peer: 'bare', count: 20, concurrency: 6 },
			{ peer: 'ours', count: 20, concurrency: 6 },
			{ peer: 'ours', count: 20, concurrency: 6, mode: 'database' },
			{ peer: 'loop', count: 20 },
			{ peer: 'openAi', count: 4 },
		],
	},
	scale: { counts: [10, 100, 1000], concurrency: 50, aboutMs: 300 },
	weight: { times: 9 },
};

/** For trying the bench itself: every scenario, as small as it makes sense. */
const QUICK = {
	batch: {
		jobs: { count: 4, aboutMs: 3000, jitterMs: 1000, seed: 12 },
		runs: [
			{ peer: 'bare', concurrency: 4 },
			{ peer: 'ours', concurrency: 4 },
			{ peer: 'loop' },
			{ peer: 'openAi' },
			{ peer: 'bare', concurrency: 2 },
			{ peer: 'ours', concurrency: 2 },
		],
	},
	hundred: {
		jobs: { count: 30, aboutMs: 3000, jitterMs: 1000, seed: 100 },
		runs: [{ peer: 'bare', concurrency: 30 }, { peer: 'ours', concurrency: 30 }, { peer: 'loop' }],
	},
	refusals: { shares: [0.15], batches: 5, each: 4, peers: ALL, seed: 7 },
	bigFiles: {
		size: '50MB',
		runs: [
			{ peer: 'bare', count: 6, concurrency: 6 },
			{ peer: 'ours', count: 6, concurrency: 6 },
			{ peer: 'ours', count: 6, concurrency: 6, mode: 'database' },
			{ peer: 'loop', count: 6 },
			{ peer: 'openAi', count: 1 },
		],
	},
	scale: { counts: [10, 100, 300], concurrency: 50, aboutMs: 300 },
	weight: { times: 5 },
};

module.exports = { FULL, QUICK };
