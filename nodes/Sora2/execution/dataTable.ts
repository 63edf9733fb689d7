import type { IDataObject, IExecuteFunctions, INode, IWorkflowBase } from 'n8n-workflow';

/** One of n8n's Data Tables, as a workflow sees it: closed to community nodes, so n8n's own node has to touch it. */
export interface DataTable {
	/** Writes rows: into the row whose `keys` has the same value, by the first of them a row has, else as a new one. */
	upsert(rows: IDataObject[]): Promise<void>;
	/** The rows that answer to all conditions, in the order they were written. */
	find(conditions: Condition[]): Promise<IDataObject[]>;
}

/** What a row's column of text has to be. */
export interface Condition {
	keyName: string;
	condition: 'eq' | 'neq';
	keyValue: string;
}

interface TableDefinition {
	name: string;
	columns: Array<{ name: string; type: string }>;
	/** Columns that name a row. */
	keys: readonly [string, string];
}

/** IDs of tables that were found, by workflow and name: a table belongs to the workflow's project. */
const TABLE_IDS = new Map<string, string>();

/**
 * The table of that name in the project of the workflow; made, where n8n can, when there is none. Older versions of n8n
 * (1.123, 2.0) find tables by their ID only: there the name is taken for one.
 */
export function openDataTable(ctx: IExecuteFunctions, table: TableDefinition): DataTable {
	const name = `${ctx.getWorkflow().id} ${table.name}`;
	const run = async (parameters: IDataObject, items: IDataObject[]) =>
		await runDataTableNode(ctx, parameters, items);

	const findId = async (): Promise<string> => {
		const found = await run(LIST(table.name), [{}]);
		const same = found.find((one) => isSameName(one.name, table.name));
		if (same) return String(same.id);
		const [made] = await run(CREATE(table), [{}]);
		return String(made.id);
	};
	const withId = async <T>(use: (id: string) => Promise<T>): Promise<T> => {
		const known = TABLE_IDS.get(name);
		if (known !== undefined)
			return await use(known).catch(async (error: unknown) => {
				// It may have been deleted, and be there again under another ID.
				TABLE_IDS.delete(name);
				if (!/could not (be found|find)|not found/i.test(String(error))) throw error;
				return await withId(use);
			});
		const id = await findId().catch((error: unknown) => {
			if (!isUnknownOperation(error)) throw error;
			return table.name;
		});
		const result = await use(id);
		TABLE_IDS.set(name, id);
		return result;
	};

	return {
		async upsert(rows) {
			await withId(async (id) => await run(UPSERT(id, table.keys), rows));
		},
		async find(conditions) {
			return await withId(async (id) => await run(GET(id, conditions), [{}]));
		},
	};
}

const LIST = (filterName: string): IDataObject => ({
	resource: 'table',
	operation: 'list',
	returnAll: true,
	options: { filterName },
});

const CREATE = ({ name, columns }: TableDefinition): IDataObject => ({
	resource: 'table',
	operation: 'create',
	tableName: name,
	columns: { column: columns },
	options: { createIfNotExists: false },
});

const UPSERT = (id: string, [first, second]: readonly [string, string]): IDataObject => ({
	resource: 'row',
	operation: 'upsert',
	dataTableId: toLocator(id),
	matchType: 'allConditions',
	filters: {
		conditions: [
			{
				keyName: `={{ $json.${first} === undefined ? '${second}' : '${first}' }}`,
				condition: 'eq',
				keyValue: `={{ $json.${first} ?? $json.${second} }}`,
			},
		],
	},
	columns: { mappingMode: 'autoMapInputData', value: null },
	options: {},
});

const GET = (id: string, conditions: Condition[]): IDataObject => ({
	resource: 'row',
	operation: 'get',
	dataTableId: toLocator(id),
	matchType: 'allConditions',
	filters: { conditions: conditions as unknown as IDataObject[] },
	returnAll: true,
});

const toLocator = (id: string): IDataObject => ({ __rl: true, mode: 'id', value: id });

/** n8n keeps names apart that differ in case; whoever typed one did not mean two. */
function isSameName(name: unknown, wanted: string): boolean {
	return String(name).trim().toLowerCase() === wanted.trim().toLowerCase();
}

/** n8n's Data Table node could only touch rows at first, and has no words of its own for it (seen in 2.0). */
function isUnknownOperation(error: unknown): boolean {
	return error instanceof Error && /could not get parameter/i.test(error.message);
}

/**
 * Runs n8n's Data Table node in a sub-workflow that exists for just this call: nothing of it is saved, and it belongs to
 * this workflow, so no caller policy stands in its way.
 */
async function runDataTableNode(
	ctx: IExecuteFunctions,
	parameters: IDataObject,
	items: IDataObject[],
): Promise<IDataObject[]> {
	const nodes = [
		toNode('Start', 'n8n-nodes-base.executeWorkflowTrigger', {}),
		toNode('Data Table', 'n8n-nodes-base.dataTable', parameters),
	];
	const code = {
		name: 'Sora 2: Job Ledger',
		nodes,
		connections: { Start: { main: [[{ node: 'Data Table', type: 'main', index: 0 }]] } },
		settings: {
			executionOrder: 'v1',
			callerPolicy: 'any',
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'none',
			saveExecutionProgress: false,
		},
		active: false,
	} as unknown as IWorkflowBase;
	const { data } = await ctx.executeWorkflow(
		{ code },
		items.map((json) => ({ json })),
	);
	return (data[0] ?? []).map(({ json }) => json);
}

function toNode(name: string, type: string, parameters: IDataObject): INode {
	return {
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
	};
}
