import type { History } from '../history';

export function noSecretOut({ world, lineages, drawn }: History): string[] {
	const { apiKey } = drawn.credential;
	const broken = world.requests
		.filter((r) => r.leaked)
		.map((r) => `the key went to ${new URL(r.url).origin}`);
	const spellings = [
		apiKey,
		JSON.stringify(apiKey).slice(1, -1),
		JSON.stringify(JSON.stringify(apiKey)).slice(3, -3),
		encodeURIComponent(apiKey),
		Buffer.from(apiKey).toString('base64'),
	];
	for (const execution of lineages.flat()) {
		const { error } = execution as {
			error?: Error & { description?: string; context?: unknown; cause?: unknown };
		};
		const places: Record<string, string> = {
			items: text(execution.outputs),
			error: error ? text([error.message, error.description, error.stack, error]) : '',
			log: execution.log.join('\n'),
			hints: execution.hints.join('\n'),
			'custom data': [...execution.customData.entries()].join(),
			context: text(execution.context),
			'file name': execution.fileNames.join(),
		};
		for (const [place, words] of Object.entries(places))
			for (const spelling of new Set(spellings))
				if (words.includes(spelling)) broken.push(`the key stands in the ${place}`);
		const prompt = execution.log.find((line) => /#\d+#/.test(line));
		if (prompt) broken.push(`the log has a prompt: ${prompt}`);
		const signed = execution.log.find((line) => line.includes('signature='));
		if (signed) broken.push(`the log has a signed address: ${signed}`);
	}
	return [...new Set(broken)];
}

/** As JSON, and as the words inside it. */
function text(value: unknown): string {
	const seen = new WeakSet<object>();
	const words: string[] = [];
	const walk = (v: unknown, depth: number): void => {
		if (typeof v === 'string') words.push(v);
		if (typeof v !== 'object' || v === null || depth > 12 || seen.has(v) || Buffer.isBuffer(v))
			return;
		seen.add(v);
		for (const [key, inner] of Object.entries(v)) {
			words.push(key);
			walk(inner, depth + 1);
		}
	};
	walk(value, 0);
	return words.join('\n');
}
