import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

export class Sora2Api implements ICredentialType {
	name = 'sora2Api';

	displayName = 'Sora 2 API';

	icon: Icon = { light: 'file:sora2Api.svg', dark: 'file:sora2Api.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-sora2/n8n-nodes-sora2/blob/main/docs/reference.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The key of your account at the endpoint',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.apiyi.com/v1',
			required: true,
			placeholder: 'e.g. https://api.apiyi.com/v1',
			description:
				"The endpoint's address up to and including the version, without a slash at the end. For OpenRouter it is https://openrouter.ai/api/v1.",
		},
		{
			displayName: 'Key Goes Into',
			name: 'authHeader',
			type: 'options',
			options: [
				{
					name: 'Authorization: Bearer',
					value: 'bearer',
					description: 'What nearly every endpoint wants',
				},
				{ name: 'api-key', value: 'apiKey', description: 'What Azure wants' },
			],
			default: 'bearer',
			description: 'The header the key is sent in',
		},
	];

	// A function, because n8n evaluates the expressions of a declaration anew for every request: a millisecond and 100 kB each.
	authenticate: IAuthenticate = async ({ authHeader, apiKey }, request) => {
		const [name, value] =
			authHeader === 'apiKey'
				? ['api-key', String(apiKey)]
				: ['Authorization', `Bearer ${String(apiKey)}`];
		return { ...request, headers: { ...request.headers, [name]: value } };
	};

	// A free read: testing a credential never generates, and never costs.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.replace(new RegExp("/+$"), "") }}',
			url: '/models',
		},
	};
}
