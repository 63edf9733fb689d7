import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { describeUnreadLedger, describeUnwrittenLedger } from '../errors/messages';
import { BatchWriter } from '../jobs/batchWriter';
import { LEDGER_COLUMNS, type OrderRow } from '../jobs/ledgerRow';
import { CancelledError, type Ports } from '../jobs/ports';
import { openDataTable, type Condition, type DataTable } from './dataTable';

/** A row with the columns to be written, under its order's key or else its job's ID. */
export type RowUpdate = Partial<OrderRow> & ({ orderKey: string } | { jobId: string });

/**
 * How long an order waits for a table that was writable before, because n8n's database may be
 * restarting.
 */
const WAITS_MS = [1000, 3000, 10_000];
/**
 * One writer for all executions of a workflow in this process, because every write is a whole
 * execution for n8n.
 */
const WRITERS = new Map<string, BatchWriter<RowUpdate>>();
const COLUMNS = Object.entries(LEDGER_COLUMNS).map(([name, { type }]) => ({ name, type }));

/**
 * The Data Table a node run writes its orders to. It never blocks a video: a failed write becomes a
 * warning on the item and in the log, and is repeated later if possible.
 */
export class JobLedger {
	private readonly table: DataTable;
	private readonly writer: BatchWriter<RowUpdate>;
	private readonly underWay = new Set<Promise<boolean>>();
	/** Rows that could not be written, with the item they belong to. */
	private readonly unwritten = new Map<string, { itemIndex: number; row: RowUpdate }>();
	private readonly warnings = new Set<string>();
	private hasWritten = false;
	private reason = '';

	constructor(
		private readonly ctx: IExecuteFunctions,
		private readonly ports: Pick<Ports, 'sleep'>,
		private readonly name: string,
	) {
		this.table = openDataTable(ctx, { name, columns: COLUMNS, keys: ['orderKey', 'jobId'] });
		const key = `${ctx.getWorkflow().id} ${name}`;
		this.writer = WRITERS.get(key) ?? new BatchWriter();
		WRITERS.set(key, this.writer);
	}

	/**
	 * Finds rows that match all `conditions`, in the order they were written; undefined if they
	 * cannot be read.
	 */
	async find(conditions: Condition[]): Promise<Array<Partial<OrderRow>> | undefined> {
		return await this.table.find(conditions).then(
			(rows) => rows.sort((a, b) => Number(a.id) - Number(b.id)),
			(error: unknown) => {
				this.warn(describeUnreadLedger(this.name, toReason(error)));
				return undefined;
			},
		);
	}

	/** Writes an order before it is sent, with retries if the table was writable before. */
	async writeBeforeOrder(itemIndex: number, row: RowUpdate): Promise<void> {
		let isWritten = await this.tryWrite(itemIndex, row);
		for (const waitMs of this.hasWritten ? WAITS_MS : []) {
			if (isWritten) return;
			await this.ports.sleep(waitMs);
			isWritten = await this.tryWrite(itemIndex, row);
		}
	}

	/** Writes the outcome of an order in the background. */
	write(itemIndex: number, row: RowUpdate): void {
		const writing = this.tryWrite(itemIndex, row);
		this.underWay.add(writing);
		void writing.then(() => this.underWay.delete(writing));
	}

	/** Resolves once everything possible is written; `getWarnings` has the rest. */
	async flush(): Promise<void> {
		await Promise.all(this.underWay);
		await Promise.all(
			[...this.unwritten.values()].map(
				async ({ itemIndex, row }) => await this.tryWrite(itemIndex, row),
			),
		);
		if (this.unwritten.size > 0) this.warn(this.describeUnwritten());
	}

	/** Returns the warnings about an item. */
	getWarnings(itemIndex: number): string[] {
		const isUnwritten = [...this.unwritten.values()].some((one) => one.itemIndex === itemIndex);
		const text = this.describeUnwritten();
		return [...this.warnings].filter((warning) => warning !== text || isUnwritten);
	}

	private async tryWrite(itemIndex: number, update: RowUpdate): Promise<boolean> {
		const key = update.orderKey ?? (update.jobId as string);
		const row = { ...this.unwritten.get(key)?.row, ...update };
		return await this.writer.add(toStorable(row), this.writeRows).then(
			() => {
				this.hasWritten = true;
				this.unwritten.delete(key);
				return true;
			},
			(error: unknown) => {
				if (error instanceof CancelledError) throw error;
				this.reason = toReason(error);
				this.unwritten.set(key, { itemIndex, row });
				return false;
			},
		);
	}

	private readonly writeRows = async (rows: RowUpdate[]): Promise<void> =>
		await this.table.upsert(rows as unknown as IDataObject[]);

	private describeUnwritten(): string {
		return describeUnwrittenLedger(this.name, this.reason, Object.keys(LEDGER_COLUMNS));
	}

	private warn(text: string): void {
		if (this.warnings.has(text)) return;
		this.warnings.add(text);
		this.ctx.logger.warn(`Sora 2: ${text}`);
	}
}

/** PostgreSQL rejects text that contains a NUL. */
function toStorable(row: RowUpdate): RowUpdate {
	const entries = Object.entries(row).map(([name, value]) => [
		name,
		typeof value === 'string' ? value.replaceAll('\0', '') : value,
	]);
	return Object.fromEntries(entries) as RowUpdate;
}

function toReason(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
