/**
 * Describes a failed job whose error contains no sentence: by its code, else by the endpoint's status
 * word.
 */
export function describeBareError(
	{ error, statusWord }: { error?: unknown; statusWord?: string },
	code: string | undefined,
): string | undefined {
	const number = [
		error,
		...(typeof error === 'object' && error !== null ? Object.values(error) : []),
	].find((v) => typeof v === 'number');
	const name =
		code ??
		(typeof error === 'string'
			? error.slice(0, 80).trim()
			: number !== undefined
				? String(number)
				: '');
	if (/^[\w.:-]{1,80}$/.test(name) && !/^(failed|fail|failure|error|null|none)$/i.test(name))
		return `the endpoint gives the code ${name}`;
	return statusWord && !/^(failed|fail|failure|error)$/i.test(statusWord)
		? `the endpoint reports it as ${statusWord}`
		: undefined;
}
