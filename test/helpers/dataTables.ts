import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { giving, start } from './engine';

interface Table {
	id: string;
	name: string;
	columns: string[];
	rows: IDataObject[];
}
interface Condition {
	keyName: string;
	condition: 'eq' | 'neq';
	keyValue: unknown;
}

const PARAMETERS = ['operation', 'tableName', 'dataTableId', 'filters', 'columns', 'options'];

/**
 * n8n's Data Tables in memory, and what runs a sub-workflow with n8n's node for them: in n8n's engine, with a node that
 * does with its parameters what n8n's does. The end-to-end tests have the real one.
 */
export class DataTables {
	readonly tables: Table[] = [];
	/** The operations that were run, each with how many items. */
	readonly runs: Array<{ operation: string; items: number }> = [];
	/** Throws what n8n would, before an operation is done. */
	onRun: (operation: string) => void | Promise<void> = () => {};

	/** The rows of the table of that name. */
	rows(name: string): IDataObject[] {
		return this.tables.find((table) => table.name === name)?.rows ?? [];
	}

	readonly executeWorkflow: IWorkflowExecuteAdditionalData['executeWorkflow'] = async (
		{ code },
		_,
		{ inputData },
	) => {
		if (!code) throw new Error('Only a sub-workflow that is not saved is expected');
		const ended = await (
			await start({
				baseUrl: '',
				items: [],
				nodes: code.nodes,
				connections: code.connections,
				mode: 'integrated',
				nodeTypes: {
					'n8n-nodes-base.executeWorkflowTrigger': {
						...giving(() => [inputData as INodeExecutionData[]]),
						description: { ...giving([]).description, group: ['trigger'], inputs: [] },
					},
					'n8n-nodes-base.dataTable': this.createNode(),
				},
			})
		).result;
		const { error } = ended.data.resultData;
		if (error) throw new Error(error.message);
		const data = ended.data.resultData.runData['Data Table']?.[0].data?.main ?? [[]];
		return { executionId: '0', data };
	};

	private createNode(): INodeType {
		// eslint-disable-next-line @typescript-eslint/no-this-alias
		const tables = this;
		const { description } = giving([]);
		return {
			// n8n gives a node only what it declares.
			description: {
				...description,
				properties: PARAMETERS.map((name) => ({
					displayName: name,
					name,
					type: 'json',
					default: '',
				})),
			},
			async execute() {
				return [await tables.run(this)];
			},
		};
	}

	private async run(ctx: IExecuteFunctions): Promise<INodeExecutionData[]> {
		const operation = String(ctx.getNodeParameter('operation', 0));
		const items = ctx.getInputData();
		this.runs.push({ operation, items: items.length });
		await this.onRun(operation);
		return items.flatMap(({ json }, i) =>
			this.runOne(ctx, operation, json, i).map((row) => ({ json: { ...row } })),
		);
	}

	private runOne(
		ctx: IExecuteFunctions,
		operation: string,
		json: IDataObject,
		i: number,
	): IDataObject[] {
		if (operation === 'list') {
			const { filterName } = ctx.getNodeParameter('options', i) as { filterName: string };
			// As in n8n: any part of the name will do.
			return this.tables
				.filter(({ name }) => name.toLowerCase().includes(filterName.toLowerCase()))
				.map(({ id, name }) => ({ id, name }));
		}
		if (operation === 'create') {
			const { column } = ctx.getNodeParameter('columns', i) as { column: Array<{ name: string }> };
			const name = String(ctx.getNodeParameter('tableName', i));
			const table = {
				id: `id${this.tables.length}`,
				name,
				columns: column.map((one) => one.name),
				rows: [],
			};
			this.tables.push(table);
			return [{ id: table.id, name }];
		}
		const { value: id } = ctx.getNodeParameter('dataTableId', i) as { value: string };
		const table = this.tables.find((one) => one.id === id);
		if (!table) throw new Error(`Data table with ID '${id}' could not be found in this project`);
		const conditions = ctx.getNodeParameter('filters.conditions', i) as Condition[];
		const matching = table.rows.filter((row) =>
			conditions.every(
				({ keyName, condition, keyValue }) => (row[keyName] === keyValue) === (condition === 'eq'),
			),
		);
		if (operation === 'get') return matching;
		if (operation !== 'upsert') throw new Error(`The fake table knows no '${operation}'`);
		const unknown = Object.keys(json).find((name) => !table.columns.includes(name));
		if (unknown) throw new Error(`unknown column name '${unknown}'`);
		if (matching.length === 0) table.rows.push({ ...json });
		for (const row of matching) Object.assign(row, json);
		return matching;
	}
}
