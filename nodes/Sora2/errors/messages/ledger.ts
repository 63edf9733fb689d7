import { toClause } from './text';

/** The warning about a video whose row could not be written to the job ledger. */
export function describeUnwrittenLedger(table: string, reason: string, columns: string[]): string {
	const isAboutColumns = /column/i.test(reason);
	const remedy = isAboutColumns
		? `The table needs the columns ${columns.join(', ')}: add them, or enter a name that no table has yet, and the node makes one.`
		: "Check the option 'Job Ledger', and that this n8n has Data Tables. n8n 1.123 and 2.0 want the table's ID there, which is in its address.";
	return `The job ledger '${table}' could not be written${toClause(reason)}. This video is not in it as it is now. ${remedy}`;
}

/** The warning if an earlier run's rows could not be read. */
export function describeUnreadLedger(table: string, reason: string): string {
	return `The job ledger '${table}' could not be read${toClause(reason)}. What an earlier run ordered was looked up without it.`;
}
