/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { Operation } from '../../../nodes/Sora2/execution/operation';
import { runNode } from '../../../nodes/Sora2/execution/runNode';
import { createNodeContext } from '../support/nodeContext';

test('other executions continue while many items are read', async () => {
	const items = Array.from({ length: 95 }, (_, i) => ({ json: { i } }));
	const { ctx } = createNodeContext({ items, parameters: { operation: 'echo' } });
	let turns = 0;
	let isOver = false;
	const takeTurn = () => {
		turns++;
		if (!isOver) setImmediate(takeTurn);
	};
	const readInTurn: number[] = [];
	const echo: Operation = (_, { json }) => {
		readInTurn.push(turns);
		return { settled: { items: [{ json }], warnings: [] } };
	};
	setImmediate(takeTurn);
	const [output] = (await runNode(ctx, { echo })) as Array<Array<{ json: object }>>;
	isOver = true;
	expect(output.map(({ json }) => json)).toEqual(items.map(({ json }) => json));
	expect(new Set(readInTurn).size).toBeGreaterThanOrEqual(9);
});
