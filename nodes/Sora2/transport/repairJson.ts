import { jsonParse } from 'n8n-workflow';

/** Reads broken JSON with n8n's own repairer; throws where there is nothing to repair. */
export function repairJson(text: string): unknown {
	return jsonParse(text, { repairJSON: true });
}
