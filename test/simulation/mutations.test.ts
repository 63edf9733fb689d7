import { judge, LAWS } from './laws';
import { draw } from './scenario/draw';
import { simulate } from './simulate';
import { ModuleRegistry, type Edit } from './world/moduleRegistry';

// Virtual time takes as long as the machine makes it.
jest.setTimeout(600_000);

/** Histories in which a law has to break. */
const MOST_SEEDS = 150;

const inNode = (file: string, from: string, to = ''): Edit => ({
	file: `nodes/Sora2/${file}`,
	from,
	to,
});

/*
 * Mistakes somebody could make in the node, and the law that sees each. A law no mistake breaks watches over nothing. An
 * edit that no longer fits its file has to be written anew.
 */
const MISTAKES: Array<[law: string, what: string, edit: Edit]> = [
	[
		'paid once',
		'a job that exists is ordered again',
		inNode('jobs/runJob.ts', 'if (ledger.job) return ledger.job;'),
	],
	[
		'paid once',
		'a gateway that gave up counts as a refusal',
		inNode('jobs/orderAnswer.ts', "verdict.billed === 'no'\n", "verdict.billed !== 'yes'\n"),
	],
	[
		'paid and named',
		'candidates are not named',
		inNode('jobs/candidates.ts', '.slice(0, MAX_CANDIDATES)', '.slice(0, 0)'),
	],
	[
		'paid and named',
		'half an answer is thrown away',
		inNode(
			'jobs/orderAnswer.ts',
			"partialText = '' } = sent.error",
			"} = sent.error, partialText = ''",
		),
	],
	[
		'silent after Stop',
		'requests know nothing of Stop',
		inNode(
			'execution/runNode.ts',
			'createPorts(ctx, endpoint, signal)',
			'createPorts(ctx, endpoint)',
		),
	],
	[
		'every wait ends',
		'a body that falls silent is waited for',
		inNode('transport/watchdog.ts', 'if (!this.isRunning) void this.run();'),
	],
	[
		'items',
		'whatever comes is a video',
		inNode(
			'protocols/response/fileType.ts',
			"if (isText(bytes)) return { kind: 'text' };",
			"if (isText(bytes)) return { kind: 'video' };",
		),
	],
	[
		'items',
		'items are paired with the first one',
		inNode(
			'execution/output.ts',
			'toFailureItem(ctx, outcome.failure, i)',
			'toFailureItem(ctx, outcome.failure, 0)',
		),
	],
	[
		'no secret',
		'the key goes to wherever an answer leads',
		inNode('transport/request.ts', 'new URL(url).origin !== this.origin', 'false'),
	],
	[
		'no secret',
		'what an endpoint repeats is shown',
		inNode('transport/redactKey.ts', 'if (secrets.length === 0)', 'if (secrets.length > 0)'),
	],
	[
		'money told',
		'a lost order costs nothing',
		inNode('errors/classify.ts', "(ofJob ?? 'no') : 'unknown'", "(ofJob ?? 'no') : 'no'"),
	],
	[
		'bounded',
		'a job is looked at ten times a second',
		inNode('jobs/pollSchedule.ts', 'Math.round(Math.max(atLeastMs, getWaitMs(view)))', '100'),
	],
	[
		'patient',
		'a job is given up long before Timeout',
		inNode('jobs/poll.ts', 'if (left <= 0)', 'if (left <= 280_000)'),
	],
];

afterAll(() => ModuleRegistry.setEdits([]));

/** The first seed whose history breaks the law. */
async function findBroken(law: string): Promise<number | undefined> {
	for (let seed = 1; seed <= MOST_SEEDS; seed++)
		if (judge(await simulate(draw(seed))).some((how) => how.startsWith(`${law}:`))) return seed;
	return undefined;
}

test.each(MISTAKES)('%s: broken where %s', async (law, _, edit) => {
	ModuleRegistry.setEdits([edit]);
	expect(await findBroken(law)).toBeDefined();
});

test('every law has a mistake that breaks it', () => {
	expect([...new Set(MISTAKES.map(([law]) => law))]).toEqual(LAWS.map(({ name }) => name));
});
