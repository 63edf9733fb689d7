import { jsonParse } from 'n8n-workflow';

/** Parses malformed JSON with n8n's own repairer. Throws if it cannot be repaired. */
export function repairJson(text: string): unknown {
	return jsonParse(text, { repairJSON: true });
}
