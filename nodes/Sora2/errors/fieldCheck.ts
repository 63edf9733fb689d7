/** One entry of a framework's validation errors. */
export interface FieldCheck {
	/** The path of the field, as the endpoint spells it: `seconds`, `input_reference.0`. */
	field: string;
	message: string;
}

const MAX_FIELD = 80;
/** Path segments that name a part of the request, not a field. */
const REQUEST_PARTS = /^(body|query|path|header|form|json|request|req)$/i;

/**
 * Reads one entry of a list of validation errors: FastAPI's `{loc, msg}`, Zod's `{path, message}`,
 * Spring's `{field, message}`. Returns undefined for any other object.
 * @param object its values by normalized key
 */
export function readFieldCheck(object: ReadonlyMap<string, unknown>): FieldCheck | undefined {
	const message = object.get('msg') ?? object.get('message') ?? object.get('defaultmessage');
	const path = object.get('loc') ?? object.get('path') ?? object.get('field');
	if (typeof message !== 'string' || message === '') return undefined;
	if (!Array.isArray(path) && !(typeof path === 'string' && /^[\w.[\]-]{1,80}$/.test(path)))
		return undefined;
	const parts = (Array.isArray(path) ? path : path.split('.')).slice(0, 8);
	const names = parts.filter((at) => typeof at === 'string' || typeof at === 'number').map(String);
	const field = names.filter((at, i) => i > 0 || !REQUEST_PARTS.test(at)).join('.');
	return { field: field.slice(0, MAX_FIELD), message };
}
