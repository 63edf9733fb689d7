import type { IDataObject, IExecuteFunctions, INode, IWorkflowBase } from 'n8n-workflow';

/** One of n8n's Data Tables. Community nodes cannot access them, so n8n's own node does. */
export interface DataTable {
	/**
	 * Updates the row with the same value in the first of the `keys` that a given row has, or adds a
	 * new row.
	 */
	upsert(rows: IDataObject[]): Promise<void>;
	/** Finds the rows that match all conditions, in the order they were written. */
	find(conditions: Condition[]): Promise<IDataObject[]>;
}

/** The value a text column must have. */
export interface Condition {
	keyName: string;
	condition: 'eq' | 'neq';
	keyValue: string;
}

interface TableDefinition {
	name: string;
	columns: Array<{ name: string; type: string }>;
	/** Columns that identify a row. */
	keys: readonly [string, string];
}

/** IDs of tables found so far, by workflow and name: a table belongs to the workflow's project. */
const TABLE_IDS = new Map<string, string>();

/**
 * Opens the table of that name in the workflow's project, creating it if there is none and n8n can.
 * Older versions of n8n (1.123, 2.0) find tables only by ID: there the name is used as the ID.
 */
export function openDataTable(ctx: IExecuteFunctions, table: TableDefinition): DataTable {
	const name = `${ctx.getWorkflow().id} ${table.name}`;
	const run = async (parameters: IDataObject, items: IDataObject[]) =>
		await runDataTableNode(ctx, parameters, items);

	const findId = async (): Promise<string> => {
		const found = await run(LIST(table.name), [{}]);
		const same = found.find((one) => isSameName(one.name, table.name));
		if (same) return String(same.id);
		const [created] = await run(CREATE(table), [{}]);
		return String(created.id);
	};
	const withId = async <T>(use: (id: string) => Promise<T>): Promise<T> => {
		const known = TABLE_IDS.get(name);
		if (known !== undefined)
			return await use(known).catch(async (error: unknown) => {
				// It may have been deleted and created again under another ID.
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

/**
 * n8n treats names that differ in case as different, but a user who types one does not mean another
 * table.
 */
function isSameName(name: unknown, wanted: string): boolean {
	return String(name).trim().toLowerCase() === wanted.trim().toLowerCase();
}

/**
 * Early versions of n8n's Data Table node support only rows, and have no error of their own for
 * other operations (seen in 2.0).
 */
function isUnknownOperation(error: unknown): boolean {
	return error instanceof Error && /could not get parameter/i.test(error.message);
}

/**
 * Runs n8n's Data Table node in a sub-workflow made for this one call. Nothing of it is saved, and
 * it belongs to this workflow, so no caller policy applies.
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
