/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { BatchWriter } from '../../../nodes/Sora2/jobs/batchWriter';

/** A write that ends on command. */
function writing() {
	const batches: string[][] = [];
	const ends: Array<(error?: Error) => void> = [];
	const write = async (rows: string[]) => {
		batches.push(rows);
		await new Promise<void>((done, fail) => {
			ends.push((error) => (error ? fail(error) : done()));
		});
	};
	return { batches, ends, write };
}
const tick = async () => await new Promise((resolve) => setImmediate(resolve));

test('rows added together are written together, later ones with the next write', async () => {
	const { batches, ends, write } = writing();
	const writer = new BatchWriter<string>();
	const first = ['a', 'b'].map(async (row) => await writer.add(row, write));
	await tick();
	const next = ['c', 'd', 'e'].map(async (row) => await writer.add(row, write));
	await tick();
	expect(batches).toEqual([['a', 'b']]);
	ends[0]();
	await Promise.all(first);
	await tick();
	expect(batches).toEqual([
		['a', 'b'],
		['c', 'd', 'e'],
	]);
	ends[1]();
	await Promise.all(next);
});

test('100 consecutive writers need two writes', async () => {
	const { batches, ends, write } = writing();
	const writer = new BatchWriter<string>();
	const all: Array<Promise<void>> = [];
	for (let i = 0; i < 100; i++) {
		all.push(writer.add(`row ${i}`, write));
		await tick();
	}
	ends[0]();
	await tick();
	ends[1]();
	await Promise.all(all);
	expect(batches.map((rows) => rows.length)).toEqual([1, 99]);
	expect(batches.flat()).toEqual(all.map((_, i) => `row ${i}`));
});

test("one writer's error does not affect another, and the next write succeeds", async () => {
	const written: string[] = [];
	const good = async (rows: string[]) => {
		if (rows.includes('bad')) throw new Error('bad row');
		written.push(...rows);
	};
	const bad = async (rows: string[]) => await good(rows);
	const writer = new BatchWriter<string>();
	const results = await Promise.allSettled([
		writer.add('a', good),
		writer.add('bad', bad),
		writer.add('b', good),
	]);
	expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(written).toEqual(['a', 'b']);
	await writer.add('c', good);
	expect(written).toEqual(['a', 'b', 'c']);
});
