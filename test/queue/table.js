'use strict';
const { FAULTS } = require('./lib/scenario');

const { kill, away, stop, nothing } = FAULTS;
const FOUR = ['a boat', 'a lamp', 'a field of rye', 'a kite'];
/** Two at a time, so that a fault finds two jobs under way and two orders not yet sent. */
const generate = {
	shape: 'generate',
	prompts: FOUR,
	moment: 'generating',
	options: { concurrency: 2 },
};
/** The first order is charged and its answer never comes; the second is accepted before. */
const submit = {
	shape: 'submit',
	prompts: ['a pier', 'a gull [[hangAfter]]'],
	moment: 'answering',
};
/** Main dies at once and the worker reads the answer, which comes when main is back. */
const slowly = { ...submit, prompts: ['a pier', 'a gull [[slow:20000]]'] };
const asleep = { shape: 'later', prompts: FOUR, moment: 'asleep' };
const collect = { shape: 'collect', prompts: FOUR, moment: 'collecting' };
const errorOutput = { node: { onError: 'continueErrorOutput' } };
const tries = {
	node: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3, waitBetweenTries: 200 },
};
/** Strikes while the first two videos are there and the others are made; its Retry has as long again. */
const timeout = { settings: { executionTimeout: 13 }, relay: { jobMs: 9000 } };

/*
 * What the user finds, in the words of the table:
 *   all       everything delivered by the execution itself, or by its Retry; each order charged once
 *   nothing   n8n itself has discarded the run, and Retry does nothing: accepted jobs are charged once and are in the
 *             endpoint's list and in the log
 *   either    one or the other: n8n's main and the worker that comes back race for who finds the dead run first
 * `status`: how the execution ended before the Retry, where that is certain.
 */
const all = (status) => ({ finds: 'all', status });
const lost = { finds: 'nothing', status: ['error'] };
const either = { finds: 'either', status: ['crashed', 'error'] };
const crashed = ['crashed'];
/** Three seconds of grace may be enough for the rest. */
const ended = ['crashed', 'success'];
const canceled = ['canceled'];
const fine = ['success'];

const BOTH = ['worker', 'main'];
const ALL = ['worker1', 'worker2', 'main'];

/**
 * The table. `ci`: among the ones that say most, which every run of the checks takes.
 * @type {Array<{ name: string, ci?: boolean, expect: { finds: 'all' | 'nothing' | 'either', status?: string[] } } & Record<string, any>>}
 */
const table = [
	row('SIGKILL of the worker in Generate', generate, kill('SIGKILL', 'worker'), lost, true),
	row('SIGTERM of the worker in Generate', generate, kill('SIGTERM', 'worker'), lost),
	row('the same, with its disk back at once', generate, kill('SIGKILL', 'worker'), either),
	row('SIGKILL of main in Generate', generate, kill('SIGKILL', 'main'), all(fine)),
	row('SIGTERM of main in Generate', generate, kill('SIGTERM', 'main'), all(fine)),
	row('SIGKILL of both in Generate', generate, kill('SIGKILL', ...BOTH), all(crashed), true),
	row('SIGTERM of both in Generate', generate, kill('SIGTERM', ...BOTH), all(crashed)),

	row('SIGKILL of the worker in Submit', submit, kill('SIGKILL', 'worker'), lost),
	row('SIGTERM of the worker in Submit', submit, kill('SIGTERM', 'worker'), lost),
	row('SIGKILL of main in Submit', slowly, kill('SIGKILL', 'main'), all(fine)),
	row('SIGTERM of main in Submit', slowly, kill('SIGTERM', 'main'), all(fine)),
	row('SIGKILL of both in Submit', submit, kill('SIGKILL', ...BOTH), all(crashed), true),
	row('SIGTERM of both in Submit', submit, kill('SIGTERM', ...BOTH), all(crashed)),

	row("SIGKILL of the worker in n8n's Wait", asleep, kill('SIGKILL', 'worker'), all(fine)),
	row("SIGTERM of the worker in n8n's Wait", asleep, kill('SIGTERM', 'worker'), all(fine)),
	row("SIGKILL of main in n8n's Wait", asleep, kill('SIGKILL', 'main'), all(fine)),
	row("SIGTERM of main in n8n's Wait", asleep, kill('SIGTERM', 'main'), all(fine)),
	row("SIGKILL of both in n8n's Wait", asleep, kill('SIGKILL', ...ALL), all(fine), true),
	row("SIGTERM of both in n8n's Wait", asleep, kill('SIGTERM', ...ALL), all(fine)),

	row('SIGKILL of the worker in Collect', collect, kill('SIGKILL', 'worker'), lost),
	row('SIGTERM of the worker in Collect', collect, kill('SIGTERM', 'worker'), lost),
	row('SIGKILL of main in Collect', collect, kill('SIGKILL', 'main'), all(fine)),
	row('SIGTERM of main in Collect', collect, kill('SIGTERM', 'main'), all(fine)),
	row('SIGKILL of both in Collect', collect, kill('SIGKILL', ...BOTH), all(crashed), true),
	row('SIGTERM of both in Collect', collect, kill('SIGTERM', ...BOTH), all(ended)),

	row('Redis restarted in Generate', generate, away('redis', 0), all(fine)),
	row('Redis away for 3 s in Generate', generate, away('redis', 3000), all(fine)),
	row('Redis away for 14 s in Generate', generate, away('redis', 14_000), all(crashed)),
	row('PostgreSQL restarted in Generate', generate, away('postgres', 1500), all(fine)),
	row('PostgreSQL away for 4 s in Generate', generate, away('postgres', 4000), all(fine)),
	row('PostgreSQL away for 14 s in Generate', generate, away('postgres', 14_000), all(fine)),

	row('Stop, Stop Workflow', generate, stop(), all(canceled)),
	row('Stop, error output', { ...generate, ...errorOutput }, stop(), all(canceled)),
	row('Stop, error output, Retry On Fail', { ...generate, ...tries }, stop(), all(canceled), true),
	row('Stop in Submit', submit, stop(), all(canceled)),
	row('Stop in Collect, error output', { ...collect, ...errorOutput }, stop(), all(canceled)),
	row('timeout, Stop Workflow', { ...generate, ...timeout }, nothing(), all(canceled)),
	row(
		'timeout, error output',
		{ ...generate, ...timeout, ...errorOutput },
		nothing(),
		all(canceled),
	),
];

function row(name, scene, fault, expect, ci = false) {
	// A worker that is gone for good: a container that comes back has another disk.
	return { name, ...scene, fault, expect, ci, isLate: expect.finds === 'nothing' };
}

module.exports = { table };
