import type { INodeExecutionData } from 'n8n-workflow';
import type { History } from './history';
import { LAWS, judge } from './laws';
import { CALM_CASE } from './scenario/shrink';
import { simulate } from './simulate';

// Virtual time takes as long as the machine makes it.
jest.setTimeout(600_000);

/* A law that cannot fail says nothing: each is held against a history that was good, and is doctored here. */

const failure = (billed: string): INodeExecutionData => ({
	json: { error: { class: 'timeout', message: 'It failed.', hint: '', billed } } as never,
	pairedItem: { item: 0 },
});

const DOCTORED: Record<string, (history: History) => void> = {
	'paid once': ({ endpoint }) => void endpoint.jobs.push({ ...endpoint.jobs[0] }),
	'paid and named': ({ endpoint }) =>
		void endpoint.jobs.push({
			...endpoint.jobs[0],
			id: 'video_unheard0f',
			file: Buffer.from('another'),
			told: { order: 1 },
		}),
	'silent after Stop': ({ world }) => void (world.requests[0].late = true),
	'every wait ends': (history) => void (history.stuck = 'idle'),
	items: ({ lineages }) => void lineages[0][0].outputs[0].pop(),
	'no secret': ({ lineages, drawn }) =>
		void lineages[0][0].log.push(encodeURIComponent(drawn.credential.apiKey)),
	'money told': ({ lineages }) => void lineages[0][0].outputs[0].splice(0, 1, failure('no')),
	bounded: ({ world }) => {
		const poll = world.requests.find(({ kind }) => kind === 'poll')!;
		world.requests.push(...Array.from({ length: 600 }, () => poll));
	},
	patient: ({ lineages }) => void lineages[0][0].outputs[0].splice(0, 1, failure('yes')),
};

test.each(LAWS.map(({ name }) => name))('the law "%s" can fail', async (name) => {
	const history = await simulate(CALM_CASE);
	expect(judge(history)).toEqual([]);
	DOCTORED[name](history);
	expect(judge(history).map((how) => how.split(':')[0])).toContain(name);
});
