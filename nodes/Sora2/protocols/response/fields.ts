import { z } from 'zod';

/**
 * Reads a field of an answer; a value of the wrong type is dropped, because an endpoint that gets
 * one field wrong still has a job we paid for. Zod checks only the object around the fields: its
 * `.catch` builds an error for every field that is null, which was most of the cost of reading an
 * answer.
 */
export type FieldReader<T> = (value: unknown) => T | undefined;
type Readers = Record<string, FieldReader<unknown>>;
export type Fields<R extends Readers> = { [K in keyof R]?: Exclude<ReturnType<R[K]>, undefined> };

/** An object from which only these fields are read. */
export function fieldsSchema<R extends Readers>(readers: R) {
	return z
		.custom<Record<string, unknown>>(isObject)
		.transform((object) => readFields(object, readers));
}

/** A string, or a number as a string. */
export const readText: FieldReader<string> = (value) =>
	typeof value === 'number' ? String(value) : readString(value);

export const readString: FieldReader<string> = (value) =>
	typeof value === 'string' ? value : undefined;

/** A string that is not empty. */
export const readFilled: FieldReader<string> = (value) => readString(value) || undefined;

/** A number, or a string that may hold one. */
export const readNumber: FieldReader<number | string> = (value) =>
	typeof value === 'number' ? value : readString(value);

export const readFlag: FieldReader<boolean | number | string> = (value) =>
	typeof value === 'boolean' ? value : readNumber(value);

export const readAny: FieldReader<unknown> = (value) => value;

/** A list, of which only the first `max` entries are read. */
export function readList<T>(entry: FieldReader<T>, max: number): FieldReader<Array<T | undefined>> {
	return (value) => (Array.isArray(value) ? value.slice(0, max).map(entry) : undefined);
}

/** An object with these fields. */
export function readObject<R extends Readers>(readers: R): FieldReader<Fields<R>> {
	return (value) => (isObject(value) ? readFields(value, readers) : undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readFields<R extends Readers>(object: Record<string, unknown>, readers: R): Fields<R> {
	const fields: Record<string, unknown> = {};
	for (const name of Object.keys(object)) {
		const value = Object.hasOwn(readers, name) ? readers[name](object[name]) : undefined;
		if (value !== undefined) fields[name] = value;
	}
	return fields as Fields<R>;
}
