import { statusOf } from './status';

/** Words and numbers in the place of an error code that mean all is well. */
const FINE = new Set(['success', 'ok', 'succeed', 'succeeded', '0', '200', '201', '202', '20000', 'null', 'none', '']);

/**
 * Whether a body that came with HTTP 200 is a refusal all the same: `{"error": …}`, `{"code": 500, "msg": …}`,
 * server-sent events with an error in them. A job that carries its own error is not: it was accepted.
 */
export function isRefusal(body: unknown, text: string): boolean {
	if (body === undefined) return /^\s*(event:|data:)[\s\S]{0,4096}"error"/.test(text);
	const value = Array.isArray(body) && body.length === 1 ? body[0] : body;
	if (typeof value !== 'object' || value === null) return false;
	const object = value as Record<string, unknown>;
	const has = (key: string) => object[key] !== undefined && object[key] !== null && object[key] !== '' && object[key] !== false;
	const status = typeof object.status === 'string' ? object.status : '';
	if (has('id') || has('task_id')) return false;
	if (has('error') || object.success === false || has('detail')) return true;
	const code = String(object.code ?? '').toLowerCase();
	if (!FINE.has(code) && (has('message') || has('msg') || /^\d+$/.test(code))) return true;
	return statusOf(status) === 'failed' && (has('message') || has('msg'));
}
