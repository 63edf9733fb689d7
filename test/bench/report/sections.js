'use strict';
const tables = require('./tables');

const { fixed } = tables;
const seconds = (ms) => `${ms / 1000} s`;

/**
 * The sections of docs/benchmarks.md, in their order. `words` say how was measured and never what came of it.
 * @type {{ name: string, title: (part: any) => string, words: (part: any) => string, toTable?: (part: any) => tables.Table, picture?: string }[]}
 */
const SECTIONS = [
	{
		name: 'growth',
		title: ({ counts }) => `From ${counts[0]} to ${counts.at(-1)} jobs`,
		words: ({ aboutMs, jitterMs, serial }) =>
			`Jobs of ${seconds(aboutMs - jitterMs)} to ${seconds(aboutMs + jitterMs)}, all at once where a client can do that. *Time* is n8n's own for the whole execution. *End noticed late*: from a job's end to the first question that tells of it, about the job alone or for a page of the list. *Peak over idle* is the resident memory of n8n's process (of the bare client's own), its highest over its value right before; garbage that is not collected yet is in it. n8n's OpenAI and Google Gemini nodes take one item after the other, and sleep ten and five seconds between two questions: they run with up to ${serial} jobs, beside the others and each in an n8n of its own, and what is beyond is extrapolated in proportion and marked so.`,
		toTable: tables.growthTable,
		picture: '![How requests, time and memory grow](images/benchmarks-growth.svg)\n\n',
	},
	{
		name: 'pace',
		title: () => 'Limits of requests, in virtual time',
		words: () =>
			`The sources that decide when to ask what, at an endpoint in virtual time: no n8n, no network, the same figures on every machine. A request takes 0.05 s; the endpoint tells progress unless the row says otherwise, and refuses what is over its limit in any sixty seconds with a 429 and *Retry-After*. This node is told the limit (*Requests per Minute*), or learns it from these answers; that an endpoint has no list it knows from its first run. *The limit alone*: orders and downloads of a client that knows when each job ends and never asks. *Single polling* asks about each job alone, knows the limit too, and sends its requests first come, first served.`,
		toTable: tables.paceTable,
	},
	{
		name: 'limited',
		title: () => 'A limit of requests, in n8n',
		words: () =>
			`The same in a real run: the relay enforces the limit, the node is told it (*Requests per Minute*), and the endpoint lists its jobs.`,
		toTable: tables.limitedTable,
	},
	{
		name: 'refusals',
		title: () => 'Refusals',
		words: ({ batches, each }) =>
			`${batches} batches of ${each} items; the same orders are refused once with the article's region refusal, for every client, at places a seed chose. *Retry On Fail* (three tries, n8n's default) and *On Error = Continue (using error output)* are on at the node that orders. A video costs $0.40 here. *Delivered* counts videos on the success branch, *charged* is the relay's ledger. In n8n, tries come only when the first item fails, and then every item is sent again by a node that does not remember.`,
		toTable: tables.refusalsTable,
	},
	{
		name: 'waiting',
		title: () => 'Jobs that are waited for',
		words: ({ jobMs }) =>
			`Jobs of ${seconds(jobMs)}, all at once, after a first small run, in a fresh n8n for each figure of memory. *Peak over idle* is resident memory and includes garbage of n8n's and of its HTTP client; *n8n's own calls*: the bench's own node, in an n8n of its own, that makes one order and one download of each video with n8n's helpers, knows when the job ends, and does nothing else; *live heap* is what is alive after a garbage collection in the middle of the wait, over the value before the run, n8n's own data of each item included. The event loop's delay is over the whole run, with n8n's start and end of the execution. Open timers tell whether anything is left behind.`,
		toTable: tables.waitingTable,
	},
	{
		name: 'bigFiles',
		title: () => 'Big files',
		words: ({ rows }) => {
			const most = Math.max(...rows.map((row) => row.count));
			const smaller = rows.some((row) => row.count < most)
				? ' Where n8n takes long for a file there are fewer videos, which says nothing of the memory: there are never more than six at once.'
				: '';
			return `Memory and CPU of n8n's process, all threads (resident memory, its highest over its value right before), a fresh n8n for each row and a run of small videos first. The bare client writes the same videos to the same disk. *n8n's own stream*: the bench's own node that hands the stream of n8n's HTTP client to n8n's store and does nothing else; what that takes is n8n's. In the mode \`database\` n8n holds every file whole in memory before it stores it.${smaller} What the system caches of files is not in it.`;
		},
		toTable: tables.bigFilesTable,
	},
	{
		name: 'scale',
		title: () => 'One more item',
		words: ({ concurrency }) =>
			`This node alone, quick jobs, ${concurrency} at a time. CPU is that of n8n's whole process, so n8n's own work on each item is in it; *passed on* is the same workflow with a node in this one's place that hands its items on, and *n8n's own calls* with the bench's own node there, which makes one order and one download with n8n's helpers and nothing else.`,
		toTable: tables.scaleTable,
	},
	{
		name: 'weight',
		title: () => 'Weight',
		words: ({ tarballKb, loadMs }) =>
			`The packed package: ${fixed(tarballKb)} kB. Loading the node in a process that has n8n-workflow already: ${fixed(loadMs)} ms (median).`,
	},
];

module.exports = { SECTIONS };
