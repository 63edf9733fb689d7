import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { describeValue } from '../errors/describeValue';

/**
 * Reads values of any kind, as expressions give them, for the fields of one item. Bad input throws a
 * `NodeOperationError` that names the field and the item, in the words of `reads`.
 */
export class FieldReader {
	constructor(
		readonly ctx: IExecuteFunctions,
		readonly itemIndex: number,
		private readonly reads = 'this item',
	) {}

	/** Refuses the item: `what` is wrong, and a hint for fixing it. */
	refuse(what: string, hint: string): never {
		throw new NodeOperationError(this.ctx.getNode(), what, {
			itemIndex: this.itemIndex,
			description: hint,
		});
	}

	/** Refuses an item whose field is empty. */
	private refuseEmpty(label: string): never {
		return this.refuse(
			`'${label}' is empty`,
			`Fill in '${label}'. If it is an expression, check that ${this.reads} has the field it reads.`,
		);
	}

	/** Refuses an item whose field holds something of another kind. */
	private refuseKind(value: unknown, label: string, kind: string): never {
		return this.refuse(
			`'${label}' must be ${kind}, not ${describeValue(value)}`,
			`Set '${label}' to ${kind}. If it is an expression, check what it returns for ${this.reads}.`,
		);
	}

	/** The text of a field that has to be filled in. */
	text(name: string, label: string): string {
		const text = this.optionalText(this.ctx.getNodeParameter(name, this.itemIndex, ''), label);
		return text === '' ? this.refuseEmpty(label) : text;
	}

	/** A text without the spaces around it; '' if empty. A number counts as text. */
	optionalText(value: unknown, label: string): string {
		if (isEmpty(value)) return '';
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
		if (typeof value !== 'string') return this.refuseKind(value, label, 'text');
		// What an object becomes inside a longer text.
		if (value.includes('[object Object]'))
			this.refuse(
				`'${label}' contains '[object Object]', which is what an object becomes inside a text`,
				'In the expression, name the field of the object that is meant.',
			);
		return value.trim();
	}

	/** On or off, also as the words of a table; undefined if empty. */
	optionalFlag(value: unknown, label: string): boolean | undefined {
		if (isEmpty(value)) return undefined;
		const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
		if (word === true || word === 'true') return true;
		if (word === false || word === 'false') return false;
		return this.refuseKind(value, label, 'true or false');
	}

	/** A finite number, also as text; undefined if empty. */
	optionalNumber(value: unknown, label: string, kind = 'a number'): number | undefined {
		if (isEmpty(value)) return undefined;
		const number = typeof value === 'string' ? Number(value) : value;
		return typeof number === 'number' && Number.isFinite(number)
			? number
			: this.refuseKind(value, label, kind);
	}

	/** A number greater than zero. */
	positive(value: unknown, label: string): number {
		const kind = 'a number above 0';
		const number = this.optionalNumber(value, label, kind);
		if (number === undefined) return this.refuseEmpty(label);
		return number > 0 ? number : this.refuseKind(value, label, kind);
	}

	/** A number of zero or more; zero if empty. */
	atLeastZero(value: unknown, label: string): number {
		const kind = 'a number of 0 or more';
		const number = this.optionalNumber(value, label, kind) ?? 0;
		return number >= 0 ? number : this.refuseKind(value, label, kind);
	}

	/** An object, as an expression gives it; without keys if empty. */
	optionalObject(value: unknown, label: string): IDataObject {
		if (isEmpty(value)) return {};
		return typeof value === 'object' && !Array.isArray(value)
			? (value as IDataObject)
			: this.refuseKind(value, label, 'an object');
	}

	/** One of a fixed set of values. */
	oneOf<T extends string>(value: unknown, label: string, allowed: readonly T[]): T {
		const word = typeof value === 'string' ? value.trim() : value;
		if (allowed.includes(word as T)) return word as T;
		const choices = `Choose one of: ${allowed.join(', ')}.`;
		return isEmpty(value)
			? this.refuse(`'${label}' is empty`, choices)
			: this.refuse(`'${label}' cannot be ${describeValue(value)}`, choices);
	}

	/** One of a fixed set of values; undefined if empty. */
	optionalOneOf<T extends string>(
		value: unknown,
		label: string,
		allowed: readonly T[],
	): T | undefined {
		return isEmpty(value) ? undefined : this.oneOf(value, label, allowed);
	}
}

/** Whether a field is empty, such as an expression for a missing value. */
export function isEmpty(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}
