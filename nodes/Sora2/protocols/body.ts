import type { Dialect, FormPart, InputReference, ApiRequest } from './protocol';

/**
 * A POST whose fields go out as JSON or multipart: as the dialect says, else JSON unless a file has to
 * travel (the protocol takes a file only as multipart).
 */
export function buildPost(
	path: string,
	fields: Record<string, unknown>,
	dialect: Dialect,
	reference?: InputReference,
): ApiRequest {
	const file = reference?.kind === 'file' ? reference : undefined;
	const multipart =
		dialect.bodyFormat === 'multipart' || (dialect.bodyFormat === 'auto' && file !== undefined);
	if (!multipart)
		return {
			method: 'POST',
			path,
			json: { ...fields, ...(reference && { input_reference: asJson(reference) }) },
		};
	const form: FormPart[] = Object.entries(fields)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => ({
			name,
			value: typeof value === 'object' ? JSON.stringify(value) : String(value),
		}));
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

function asJson(reference: InputReference): { image_url: string } {
	return { image_url: toImageUrl(reference) };
}

/** A picture as a URL: its own, or a data URL of its bytes. */
export function toImageUrl(reference: InputReference): string {
	if (reference.kind === 'url') return reference.url;
	return `data:${reference.mimeType};base64,${Buffer.from(reference.bytes).toString('base64')}`;
}
