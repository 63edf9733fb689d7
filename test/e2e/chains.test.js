'use strict';
/**
 * The node in front of the nodes people put behind it: storage and messages. Each chain is judged by the hash of what
 * arrived, against the file as the relay itself serves it.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { client, itemsOf, KEY, outDir, SORA, useRelay, workflowOf } = require('./support');
const { startOutside } = require('./support/outside');
const { putGoogleCredential, readServices, setServices } = require('./support/services');
const { startFileServer, startMailServer } = require('./support/servers');

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
const dir = join(outDir, 'chains');

let relay;
let credential;
beforeAll(async () => {
	mkdirSync(dir, { recursive: true });
	({ relay, credential } = await useRelay());
});
beforeEach(async () => {
	relay.reset();
	await setServices({});
});
afterAll(() => relay?.close());

/** The file as the relay serves it to anybody with the key. */
async function originalOf(id) {
	const headers = { authorization: `Bearer ${KEY}` };
	const response = await fetch(`${relay.baseUrl}/videos/${id}/content`, { headers });
	return hash(Buffer.from(await response.arrayBuffer()));
}

/**
 * Runs prompt, our node and then `nodes` one after the other; every node has to succeed, and the video is paid once.
 * @param {object[]} nodes `{ name, type, typeVersion, parameters, credentials? }`
 */
async function runChain(nodes) {
	const workflow = await workflowOf({ prompts: ['a paper boat [[size:5MB]]'], credential });
	const chain = nodes.map((node, i) => ({
		id: `chain${i}`,
		position: [832 + i * 208, 0],
		...node,
	}));
	const kept = workflow.nodes.filter(({ name }) => !['Ok', 'Failed'].includes(name));
	const names = [SORA, ...chain.map(({ name }) => name)];
	const connections = { ...workflow.connections };
	names.slice(1).forEach((name, i) => {
		connections[names[i]] = { main: [[{ node: name, type: 'main', index: 0 }]] };
	});
	const saved = await client.putWorkflow({
		name: workflow.name,
		nodes: [...kept, ...chain],
		connections,
		settings: workflow.settings,
	});
	const execution = await client.run(saved);
	expect(execution.data.resultData.error).toBeUndefined();
	expect(execution.status).toBe('success');
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
	const [{ json }] = itemsOf(execution, SORA);
	return { execution, json, original: await originalOf(json.id) };
}

const base = (name) => `n8n-nodes-base.${name}`;
const decode = ({ data }) => hash(Buffer.from(data, 'base64'));

test('Read/Write Files from Disk writes and reads a video', async () => {
	const { execution, json, original } = await runChain([
		{
			name: 'Write',
			type: base('readWriteFile'),
			typeVersion: 1,
			parameters: { operation: 'write', fileName: `=${dir}/{{ $json.id }}.mp4`, options: {} },
		},
		{
			name: 'Read',
			type: base('readWriteFile'),
			typeVersion: 1,
			parameters: { operation: 'read', fileSelector: '={{ $json.fileName }}', options: {} },
		},
		{ name: 'Hash', type: base('crypto'), typeVersion: 1, parameters: hashParameters() },
	]);
	expect(hash(readFileSync(join(dir, `${json.id}.mp4`)))).toBe(original);
	expect(itemsOf(execution, 'Hash')[0].json.hash).toBe(original);
});

test('S3', async () => {
	const outside = await startOutside();
	const s3 = await client.putCredential({
		name: `S3 ${outside.url}`,
		type: 's3',
		data: {
			endpoint: outside.url,
			region: 'us-east-1',
			accessKeyId: 'a',
			secretAccessKey: 'b',
			forcePathStyle: true,
		},
	});
	const { original } = await runChain([
		{
			name: 'S3',
			type: base('s3'),
			typeVersion: 1,
			parameters: {
				operation: 'upload',
				bucketName: 'videos',
				fileName: '={{ $json.id }}.mp4',
				additionalFields: {},
			},
			credentials: { s3 },
		},
	]);
	expect([...outside.files.values()].map(hash)).toEqual([original]);
	await outside.close();
});

test('Google Drive', async () => {
	const googleApi = await putGoogleCredential();
	const { original, json } = await runChain([
		{
			name: 'Drive',
			type: base('googleDrive'),
			typeVersion: 3,
			parameters: {
				authentication: 'serviceAccount',
				name: '={{ $json.id }}.mp4',
				driveId: { __rl: true, mode: 'list', value: 'My Drive' },
				folderId: { __rl: true, mode: 'list', value: 'root' },
				options: {},
			},
			credentials: { googleApi },
		},
	]);
	const { drive } = await readServices();
	expect(Object.values(drive).map(decode)).toEqual([original]);
	expect(Object.values(drive)[0].name).toBe(`${json.id}.mp4`);
});

test('FTP', async () => {
	const files = join(dir, 'ftp');
	mkdirSync(files, { recursive: true });
	const server = await startFileServer(files);
	const ftp = await client.putCredential({
		name: `FTP ${server.port}`,
		type: 'ftp',
		data: { host: '127.0.0.1', port: server.port, username: 'a', password: 'b' },
	});
	const { execution, original } = await runChain([
		{
			name: 'FTP',
			type: base('ftp'),
			typeVersion: 1,
			parameters: { operation: 'upload', path: '=/{{ $json.id }}.mp4', options: {} },
			credentials: { ftp },
		},
		{
			name: 'Fetch',
			type: base('ftp'),
			typeVersion: 1,
			parameters: { operation: 'download', path: `=/{{ $('${SORA}').item.json.id }}.mp4` },
			credentials: { ftp },
		},
		{ name: 'Hash', type: base('crypto'), typeVersion: 1, parameters: hashParameters() },
	]).finally(() => server.close());
	expect(itemsOf(execution, 'Hash')[0].json.hash).toBe(original);
	expect(readdirSync(files).map((file) => hash(readFileSync(join(files, file))))).toEqual([
		original,
	]);
});

test('an upload by HTTP Request', async () => {
	const received = [];
	const server = createServer((req, res) => {
		const chunks = [];
		req.on('data', (chunk) => chunks.push(chunk));
		req.on('end', () => {
			received.push({ type: req.headers['content-type'], hash: hash(Buffer.concat(chunks)) });
			res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { original } = await runChain([
		{
			name: 'Upload',
			type: base('httpRequest'),
			typeVersion: 4.2,
			parameters: {
				method: 'PUT',
				url: `http://127.0.0.1:${server.address().port}/video`,
				sendBody: true,
				contentType: 'binaryData',
				inputDataFieldName: 'data',
				options: {},
			},
		},
	]);
	expect(received).toEqual([{ type: 'video/mp4', hash: original }]);
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

test('Send Email', async () => {
	const server = await startMailServer();
	const smtp = await client.putCredential({
		name: `SMTP ${server.port}`,
		type: 'smtp',
		data: {
			user: '',
			password: '',
			host: '127.0.0.1',
			port: server.port,
			secure: false,
			disableStartTls: true,
		},
	});
	const { original, json } = await runChain([
		{
			name: 'Send Email',
			type: base('emailSend'),
			typeVersion: 2.1,
			parameters: {
				fromEmail: 'videos@example.com',
				toEmail: 'you@example.com',
				subject: '={{ $json.id }}',
				emailFormat: 'text',
				text: '={{ $json.cost.usd }}',
				options: { attachments: 'data', appendAttribution: false },
			},
			credentials: { smtp },
		},
	]).finally(() => server.close());
	const [mail] = server.mails;
	expect(mail.subject).toBe(json.id);
	expect(mail.attachments.map(({ contentType, content }) => [contentType, hash(content)])).toEqual([
		['video/mp4', original],
	]);
});

test('Telegram', async () => {
	const outside = await startOutside();
	const telegramApi = await client.putCredential({
		name: `Telegram ${outside.url}`,
		type: 'telegramApi',
		data: { accessToken: '1:a', baseUrl: outside.url },
	});
	const { original } = await runChain([
		{
			name: 'Telegram',
			type: base('telegram'),
			typeVersion: 1.2,
			parameters: {
				operation: 'sendVideo',
				chatId: '42',
				binaryData: true,
				additionalFields: { caption: '={{ $json.id }}' },
			},
			credentials: { telegramApi },
		},
	]);
	expect(outside.videos.map(hash)).toEqual([original]);
	await outside.close();
});

test('Slack', async () => {
	const slackApi = await client.putCredential({
		name: 'Slack',
		type: 'slackApi',
		data: { accessToken: 'xoxb-local' },
	});
	const { original, json } = await runChain([
		{
			name: 'Slack',
			type: base('slack'),
			typeVersion: 2.3,
			parameters: {
				resource: 'file',
				options: {
					channelId: 'C1',
					fileName: '={{ $json.id }}.mp4',
					title: '={{ $json.id }}',
					initialComment: 'Here it is',
				},
			},
			credentials: { slackApi },
		},
	]);
	const { slack } = await readServices();
	expect(Object.values(slack.files).map((file) => [file.title, decode(file)])).toEqual([
		[json.id, original],
	]);
});

test('a Data Table lists what was made', async () => {
	const table = await createTable(['videoId', 'sha256']);
	const { execution, json, original } = await runChain([
		{ name: 'Hash', type: base('crypto'), typeVersion: 1, parameters: hashParameters() },
		{
			name: 'Table',
			type: base('dataTable'),
			typeVersion: 1,
			parameters: {
				operation: 'insert',
				dataTableId: { __rl: true, mode: 'id', value: table },
				columns: {
					mappingMode: 'defineBelow',
					value: { videoId: '={{ $json.id }}', sha256: '={{ $json.hash }}' },
					schema: ['videoId', 'sha256'].map((id) => ({
						id,
						displayName: id,
						type: 'string',
						display: true,
					})),
				},
				options: {},
			},
		},
	]);
	expect(itemsOf(execution, 'Table')[0].json).toMatchObject({
		videoId: json.id,
		sha256: original,
	});
});

function hashParameters() {
	return {
		action: 'hash',
		type: 'SHA256',
		binaryData: true,
		binaryPropertyName: 'data',
		dataPropertyName: 'hash',
	};
}

async function createTable(columns) {
	const { projectId = '' } = await client
		.rest('GET', '/projects/personal')
		.then(({ id }) => ({ projectId: id }));
	const { id } = await client.rest('POST', `/projects/${projectId}/data-tables`, {
		name: `Videos ${Date.now()}`,
		columns: columns.map((name) => ({ name, type: 'string' })),
	});
	return id;
}
