/** A limit as a whole number from 1: what is none, or no number above 0, limits nothing. */
export function toLimit(declared: number | undefined): number {
	return declared !== undefined && declared > 0 ? Math.max(1, Math.floor(declared)) : Infinity;
}
