import type { Dialect, FormPart, InputReference, ApiRequest } from './protocol';

/**
 * Builds a POST with its fields as JSON or multipart: as the dialect says, else as JSON, unless a
 * file has to be sent and the protocol takes files only as multipart. `toJson` writes the start
 * image into a JSON body.
 */
export function buildPost(
	path: string,
	fields: Record<string, unknown>,
	dialect: Dialect,
	reference?: InputReference,
	toJson: (reference: InputReference) => unknown = (r) => ({ image_url: toImageUrl(r) }),
): ApiRequest {
	const file = reference?.kind === 'file' ? reference : undefined;
	const multipart =
		dialect.bodyFormat === 'multipart' || (dialect.bodyFormat === 'auto' && file !== undefined);
	if (!multipart)
		return {
			method: 'POST',
			path,
			json: { ...fields, ...(reference && { input_reference: toJson(reference) }) },
		};
	const form = toFormParts(fields);
	if (file)
		form.push({
			name: 'input_reference',
			fileName: file.fileName,
			mimeType: file.mimeType,
			bytes: file.bytes,
		});
	else if (reference?.kind === 'url') form.push({ name: 'input_reference', value: reference.url });
	return { method: 'POST', path, form };
}

/** Converts fields to form parts: one part per list entry, objects as JSON. */
export function toFormParts(fields: Record<string, unknown>): FormPart[] {
	return Object.entries(fields).flatMap(([name, value]): FormPart[] => {
		if (value === undefined) return [];
		if (Array.isArray(value)) return value.map((v) => ({ name: `${name}[]`, value: toText(v) }));
		return [{ name, value: toText(value) }];
	});
}

function toText(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Returns a picture as a URL: its own, or a data URL of its bytes. */
export function toImageUrl(reference: InputReference): string {
	if (reference.kind === 'url') return reference.url;
	return `data:${reference.mimeType};base64,${toBase64(reference)}`;
}

/** Returns a picture's bytes as base64; undefined if the node only has its web address. */
export function toBase64(reference: InputReference): string | undefined {
	if (reference.kind === 'file') return Buffer.from(reference.bytes).toString('base64');
	return /^data:[^,]*;base64,(.*)$/is.exec(reference.url)?.[1];
}

/** Removes the fields that have no value. */
export function withoutUndefined<T extends object>(fields: T): T {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** Returns undefined for `auto`, which leaves the value to the model. */
export function unlessAuto(value: string): string | undefined {
	return value === 'auto' ? undefined : value;
}
