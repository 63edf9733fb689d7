import { toClause } from './text';

/** The warning about a video whose row could not be written to the job ledger. */
export function describeUnwrittenLedger(table: string, reason: string, columns: string[]): string {
	const isAboutColumns = /column/i.test(reason);
	const remedy = isAboutColumns
		? `The table needs the columns ${columns.join(', ')}: add them, or enter the name of a new table, which the node creates.`
		: "Check the option 'Job Ledger', and that this n8n has Data Tables. n8n 1.123 and 2.0 require the table's ID there, which is in its URL.";
	return `The job ledger '${table}' could not be written${toClause(reason)}. Its row for this video is missing or outdated. ${remedy}`;
}

/** The warning if an earlier run's rows could not be read. */
export function describeUnreadLedger(table: string, reason: string): string {
	return `The job ledger '${table}' could not be read${toClause(reason)}. Earlier orders were looked up without it.`;
}
