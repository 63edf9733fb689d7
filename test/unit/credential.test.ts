import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { Sora2Api } from '../../credentials/Sora2Api.credentials';

const type = new Sora2Api();
type Authenticate = (
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

async function send(credential: ICredentialDataDecryptedObject, request = {}) {
	return await (type.authenticate as Authenticate)(
		{ apiKey: 'k-1', baseUrl: 'https://api.example.com/v1', ...credential },
		{ url: '/models', ...request },
	);
}

describe('the key is sent in the configured header', () => {
	test.each([
		['bearer', 'k-1', { Authorization: 'Bearer k-1' }],
		['bearer', ' Bearer k-1\n', { Authorization: 'Bearer k-1' }],
		['apiKey', 'k-1', { 'api-key': 'k-1' }],
		['basic', 'dXNlcjpwYXNz', { Authorization: 'Basic dXNlcjpwYXNz' }],
		['basic', 'Basic dXNlcjpwYXNz', { Authorization: 'Basic dXNlcjpwYXNz' }],
		['', 'k-1', { Authorization: 'Bearer k-1' }],
	])('%s: %j', async (authHeader, apiKey, headers) => {
		expect((await send({ authHeader, apiKey })).headers).toEqual(headers);
	});

	test('existing headers and options are kept', async () => {
		const { headers } = await send({}, { headers: { accept: 'video/mp4' } });
		expect(headers).toEqual({ accept: 'video/mp4', Authorization: 'Bearer k-1' });
	});
});

test("the test's address is corrected, a node's request is not", async () => {
	const baseUrl = ' https://api.example.com/v1/models/ ';
	expect(await send({ baseUrl }, { baseURL: baseUrl })).toMatchObject({
		baseURL: 'https://api.example.com/v1',
	});
	expect(await send({ baseUrl })).not.toHaveProperty('baseURL');
});

test('an unusable address is refused with an explanation', async () => {
	await expect(send({ baseUrl: 'api.example.com/v1' })).rejects.toThrow('must begin with https://');
});
