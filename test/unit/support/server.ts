/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { clock } from '../../../nodes/Sora2/transport/clock';

interface AxiosResponse {
	status: number;
	headers: Record<string, string>;
	data: unknown;
}
/** n8n's own HTTP client, without the rest of n8n. */
const axios = createRequire(require.resolve('n8n-core'))('axios') as (
	config: object,
) => Promise<AxiosResponse>;

export interface TestServer {
	origin: string;
	seen: IncomingMessage[];
	close(): Promise<void>;
}

/** A server of this test's own, on a free port. */
export async function serve(
	answer: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<TestServer> {
	const seen: IncomingMessage[] = [];
	const server = createServer((req, res) => {
		seen.push(req);
		req.resume();
		answer(req, res);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

/** A node's context with n8n's two request helpers, which send requests as n8n does. */
export function createRequestContext(apiKey = 'of-the-user'): IExecuteFunctions {
	const send = async (o: IHttpRequestOptions, key?: string) => {
		const { status, headers, data } = await axios({
			url: o.url,
			method: o.method,
			headers: { ...o.headers, ...(key && { authorization: `Bearer ${key}` }) },
			params: o.qs,
			data: o.body,
			timeout: o.timeout,
			signal: o.abortSignal,
			responseType: o.encoding,
			maxRedirects: 0,
			maxContentLength: Infinity,
			validateStatus: () => true,
			proxy: false,
		});
		return { statusCode: status, headers: { ...headers }, body: data };
	};
	return {
		helpers: {
			httpRequest: async (o: IHttpRequestOptions) => await send(o),
			httpRequestWithAuthentication: async (_: string, o: IHttpRequestOptions) =>
				await send(o, apiKey),
		},
	} as unknown as IExecuteFunctions;
}

/** Lets an hour of the node's clock pass every tenth of a second while `work` is done: sockets keep their own time. */
export async function inFastTime<T>(work: () => Promise<T>): Promise<T> {
	const { now } = clock;
	let ahead = 0;
	const timer = setInterval(() => (ahead += 3_600_000), 100);
	clock.now = () => now() + ahead;
	return await work().finally(() => {
		clearInterval(timer);
		clock.now = now;
	});
}
