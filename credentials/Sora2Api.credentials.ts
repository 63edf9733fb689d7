import {
	UserError,
	type IAuthenticate,
	type Icon,
	type ICredentialTestRequest,
	type ICredentialType,
	type INodeProperties,
} from 'n8n-workflow';
import { parseEndpoint } from '../nodes/Sora2/transport/endpoint';

/** Builds the header that carries the key, by the value of the field. */
const HEADERS: Record<string, (key: string) => [name: string, value: string]> = {
	bearer: (key) => ['Authorization', `Bearer ${key.replace(/^Bearer\s+/i, '')}`],
	apiKey: (key) => ['api-key', key],
	basic: (key) => ['Authorization', `Basic ${key.replace(/^Basic\s+/i, '')}`],
};

const WEB_PAGE =
	'A web page answers at this address, not a video API. Base URL must be the address of the API and end with the version, e.g. https://api.apiyi.com/v1.';

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
			displayName: 'Authentication Header',
			name: 'authHeader',
			type: 'options',
			options: [
				{
					name: 'Authorization: Bearer',
					value: 'bearer',
					description: 'Required by nearly every endpoint',
				},
				{ name: 'api-key', value: 'apiKey', description: 'Required by Azure' },
				{ name: 'Authorization: Basic', value: 'basic', description: 'Required by Inworld' },
			],
			default: 'bearer',
			description: 'The header the key is sent in',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"Only for 'Sora 2 Trigger' in webhook mode: the signing secret the endpoint shows for your webhook",
		},
	];

	// A function, because n8n evaluates the expressions of a declaration again for every request,
	// which takes a millisecond and 100 kB each time.
	authenticate: IAuthenticate = async ({ authHeader, apiKey, baseUrl }, request) => {
		const endpoint = parseEndpoint({ apiKey, baseUrl });
		// Only the credential test gets here with an unusable address: the node checks it earlier.
		if ('problem' in endpoint) throw new UserError(endpoint.problem);
		const chosen = String(authHeader);
		const build = Object.hasOwn(HEADERS, chosen) ? HEADERS[chosen] : HEADERS.bearer;
		const [name, value] = build(endpoint.apiKey);
		return {
			...request,
			// Correct the test's address as the node does: no spaces, trailing slashes or pasted path.
			...(request.baseURL !== undefined && { baseURL: endpoint.baseUrl }),
			headers: { ...request.headers, [name]: value },
		};
	};

	// A free read: testing a credential never generates a video and never costs anything.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/models',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'The API key was refused. Copy it again from your account.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The API key has no access. Check its permissions, and whether the endpoint serves your region.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'No video API at this address. Base URL must end with the version, e.g. https://api.apiyi.com/v1.',
				},
			},
			// n8n passes JSON parsed and anything else as text, and this rule compares one character of
			// it: a web page begins with "<".
			...['<', '\n', '\r', ' ', '\t', '\uFEFF'].map((value) => ({
				type: 'responseSuccessBody' as const,
				properties: { key: '0', value, message: WEB_PAGE },
			})),
			// n8n's type allows only one kind of rule, but its tester evaluates both.
		] as ICredentialTestRequest['rules'],
	};
}
