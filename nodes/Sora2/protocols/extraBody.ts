import { toFormParts } from './body';
import type { ApiRequest } from './protocol';

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Merges the user's own fields into an order, last: an existing field is replaced, an object is
 * merged. In a form they become parts.
 */
export function withExtraBody(request: ApiRequest, extra: Fields | undefined): ApiRequest {
	if (!extra) return request;
	if (request.json) return { ...request, json: merge(request.json, extra) };
	const names = new Set(Object.keys(extra).flatMap((name) => [name, `${name}[]`]));
	const others = (request.form ?? []).filter((part) => !names.has(part.name));
	return { ...request, form: [...others, ...toFormParts(extra)] };
}

/** Names the order's fields that `extra` replaces; a nested one as `parameters.seconds`. */
export function getReplacedFields(request: ApiRequest, extra: Fields | undefined): string[] {
	if (!extra) return [];
	if (request.json) return listReplaced(request.json, extra);
	const written = new Set(request.form?.map((part) => part.name.replace(/\[\]$/, '')));
	return Object.keys(extra).filter((name) => written.has(name));
}

function merge(fields: Fields, extra: Fields): Fields {
	const merged = { ...fields };
	for (const [name, value] of Object.entries(extra)) {
		const before = merged[name];
		merged[name] = isObject(before) && isObject(value) ? merge(before, value) : value;
	}
	return merged;
}

function listReplaced(fields: Fields, extra: Fields): string[] {
	return Object.entries(extra).flatMap(([name, value]) => {
		const before = fields[name];
		if (before === undefined) return [];
		return isObject(before) && isObject(value)
			? listReplaced(before, value).map((inner) => `${name}.${inner}`)
			: [name];
	});
}
