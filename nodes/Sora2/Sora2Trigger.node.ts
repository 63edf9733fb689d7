import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { triggerFields } from './description/trigger';
import { pollFinishedJobs } from './trigger/poll';
import { getState } from './trigger/session';
import { ensureId, receiveWebhook, type WebhookState } from './trigger/webhook';

export class Sora2Trigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sora 2 Trigger',
		name: 'sora2Trigger',
		icon: { light: 'file:sora2.svg', dark: 'file:sora2.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["mode"] === "webhook" ? "Webhook" : "Polling" }}',
		description:
			'Generate videos from text or images with Sora 2 compatible services, and start a workflow when one is finished',
		eventTriggerDescription: '',
		activationMessage: 'Your workflow now starts whenever a video is finished.',
		defaults: { name: 'On Video Finished' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'sora2Api', required: true }],
		polling: true,
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without a path n8n registers no webhook. With one, every test of the polling mode would
				// wait for a call.
				path: '={{ $parameter["mode"] === "webhook" ? "webhook" : undefined }}',
				ndvHideUrl: '={{ $parameter["mode"] !== "webhook" }}',
			},
		],
		properties: triggerFields,
	};

	// No endpoint has an API for registering a webhook: it is set per job ('Callback URL') or in the
	// account's settings. The trigger's state survives deactivation.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return getState<WebhookState>(this).id !== undefined;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				ensureId(getState<WebhookState>(this));
				return true;
			},
			delete: async () => true,
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		// n8n polls every node that has a `poll` method, whatever its mode.
		if (this.getNodeParameter('mode', 'polling') === 'webhook') return null;
		return await pollFinishedJobs(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this);
	}
}
