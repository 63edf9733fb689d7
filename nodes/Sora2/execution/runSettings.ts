import type { IExecuteFunctions } from 'n8n-workflow';
import { FieldReader, isEmpty } from './fieldReader';
import { Parameters } from './parameters';

/** Concurrent jobs if the option is not set. */
const DEFAULT_CONCURRENCY = 5;

/** The options that hold for the whole run. */
export interface RunSettings {
	/** Jobs, and downloads, that run at the same time. */
	concurrency: number;
	/** 0 for no limit. */
	requestsPerMinute: number;
	/** What the run may spend, in US dollars; 0 for no limit. */
	spendingLimitUsd: number;
	/** The name or ID of the job ledger's table; '' for none. */
	jobLedger: string;
}

/**
 * Reads the run's options from its first item; throws what is wrong with one of them. Each is read
 * by itself, because the first item's other options concern that item only.
 */
export function readRunSettings(ctx: IExecuteFunctions): RunSettings {
	const p = new FieldReader(ctx, 0, 'the first item');
	const isExpression = typeof ctx.getNode().parameters.options === 'string';
	const read = (name: string): unknown =>
		isExpression
			? new Parameters(ctx, 0).options[name]
			: ctx.getNodeParameter(`options.${name}`, 0, null);
	const concurrency = read('concurrency');
	return {
		concurrency: isEmpty(concurrency)
			? DEFAULT_CONCURRENCY
			: Math.max(1, Math.floor(p.positive(concurrency, 'Concurrency'))),
		requestsPerMinute: p.atLeastZero(read('requestsPerMinute'), 'Requests per Minute'),
		spendingLimitUsd: readSpendingLimit(p, read('spendingLimit')),
		jobLedger: p.optionalText(read('jobLedger'), 'Job Ledger'),
	};
}

/** A limit that is set but gives nothing must not become none: it bounds what is paid. */
function readSpendingLimit(p: FieldReader, value: unknown): number {
	const label = 'Spending Limit (USD)';
	const { options } = p.ctx.getNode().parameters;
	const isSet = typeof options === 'object' && options !== null && 'spendingLimit' in options;
	if (isSet && isEmpty(value))
		p.refuse(
			`'${label}' is empty`,
			`Set '${label}' to a number of dollars; 0 means no limit. Where it is an expression, check what it gives for the first item.`,
		);
	return p.atLeastZero(value, label);
}
