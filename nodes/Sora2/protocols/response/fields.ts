import { z } from 'zod';

/**
 * Reads a field of an answer. It forgives: what is not of its kind is left out, because an endpoint that gets one
 * field wrong still has a job we paid for. Zod checks the object around them and no more: its own `.catch` builds an
 * error for every field that is null, which made up most of what reading an answer cost.
 */
export type FieldReader<T> = (value: unknown) => T | undefined;
type Readers = Record<string, FieldReader<unknown>>;
export type Fields<R extends Readers> = { [K in keyof R]?: Exclude<ReturnType<R[K]>, undefined> };

/** An object of which these fields are read; all others are dropped. */
export function fieldsSchema<R extends Readers>(readers: R) {
	return z.record(z.unknown()).transform((object) => readFields(object, readers));
}

/** A text, also written as a number. */
export const readText: FieldReader<string> = (value) =>
	typeof value === 'number' ? String(value) : readString(value);

export const readString: FieldReader<string> = (value) =>
	typeof value === 'string' ? value : undefined;

/** A text with something in it. */
export const readFilled: FieldReader<string> = (value) => readString(value) || undefined;

/** A number, also written as a text. */
export const readNumber: FieldReader<number | string> = (value) =>
	typeof value === 'number' ? value : readString(value);

export const readFlag: FieldReader<boolean | number | string> = (value) =>
	typeof value === 'boolean' ? value : readNumber(value);

export const readAny: FieldReader<unknown> = (value) => value;

/** A list of which only the first entries are looked at; anything else is no list. */
export function readList<T>(entry: FieldReader<T>, max: number): FieldReader<Array<T | undefined>> {
	return (value) => (Array.isArray(value) ? value.slice(0, max).map(entry) : undefined);
}

/** An object with these fields. */
export function readObject<R extends Readers>(readers: R): FieldReader<Fields<R>> {
	return (value) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? readFields(value as Record<string, unknown>, readers)
			: undefined;
}

function readFields<R extends Readers>(object: Record<string, unknown>, readers: R): Fields<R> {
	const fields: Record<string, unknown> = {};
	for (const name of Object.keys(readers)) {
		const value = Object.hasOwn(object, name) ? readers[name](object[name]) : undefined;
		if (value !== undefined) fields[name] = value;
	}
	return fields as Fields<R>;
}
