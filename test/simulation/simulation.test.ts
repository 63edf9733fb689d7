import { judge } from './laws';
import { draw } from './scenario/draw';
import { CALM_CASE } from './scenario/shrink';
import { simulate } from './simulate';

// Virtual time takes as long as the machine makes it.
jest.setTimeout(600_000);

test('a calm case delivers, and breaks no law', async () => {
	const history = await simulate({ ...CALM_CASE, executions: [{ startMs: 0, items: [0, 0] }] });
	expect(judge(history)).toEqual([]);
	expect(history.lineages[0][0].outputs[0]).toHaveLength(2);
	expect(history.endpoint.jobs).toHaveLength(2);
});

test('a seed is a whole history, to the same step', async () => {
	for (let seed = 1; seed <= 15; seed++) {
		const [first, second] = [await simulate(draw(seed)), await simulate(draw(seed))];
		expect(second.world.log.join('\n')).toBe(first.world.log.join('\n'));
		expect(JSON.stringify(second.lineages.flat().map((e) => [e.outputs, e.log]))).toBe(
			JSON.stringify(first.lineages.flat().map((e) => [e.outputs, e.log])),
		);
	}
});
