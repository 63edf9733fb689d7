'use strict';
const { createServer } = require('node:http');

/**
 * A scripted chat model behind OpenAI's `POST /chat/completions`: for n8n's OpenAI Chat Model.
 *
 * `plan(turns)` returns its next step: an object or a list of objects are simultaneous tool calls,
 * `{ tool: 'Generate_a_video', ...arguments }`; after the last turn it answers with the words of all the tools' answers.
 * @returns {Promise<{ url: string, requests: any[], close: () => Promise<void>, plan: (turns: (object | object[])[]) => void }>}
 */
async function startFakeChat() {
	let turns = [];
	const chat = {
		url: '',
		requests: [],
		close: async () => {},
		plan: (next) => (turns = [...next]),
	};
	const server = createServer((req, res) => {
		let text = '';
		req.on('data', (chunk) => (text += chunk));
		req.on('end', () => {
			if (req.method !== 'POST')
				return send(res, { data: [{ id: 'gpt-5-mini', object: 'model' }] });
			const body = JSON.parse(text);
			chat.requests.push(body);
			const message = answer(body.messages, turns.shift());
			return body.stream
				? stream(res, message)
				: send(
						res,
						completion(
							{ message, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' },
							'chat.completion',
						),
					);
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	chat.url = `http://127.0.0.1:${server.address().port}/v1`;
	chat.close = () =>
		new Promise((resolve) => {
			server.closeAllConnections();
			server.close(() => resolve());
		});
	return chat;
}

let calls = 0;

/** Calls tools, or, without a turn left, ends the conversation. */
function answer(messages, turn) {
	if (turn === undefined) {
		const told = messages
			.filter((message) => message.role === 'tool')
			.map((message) => message.content);
		return { role: 'assistant', content: `Done. The tools said: ${told.join(' ')}` };
	}
	const tool_calls = [turn].flat().map(({ tool, ...args }) => {
		calls += 1;
		return {
			id: `call_${calls}`,
			type: 'function',
			function: { name: tool, arguments: JSON.stringify(args) },
		};
	});
	return { role: 'assistant', content: null, tool_calls };
}

function completion(choice, object) {
	return {
		id: 'chatcmpl-1',
		object,
		created: Math.floor(Date.now() / 1000),
		model: 'gpt-5-mini',
		choices: [{ index: 0, ...choice }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function send(res, body) {
	res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function stream(res, { tool_calls, ...message }) {
	const delta = {
		...message,
		...(tool_calls && { tool_calls: tool_calls.map((call, index) => ({ index, ...call })) }),
	};
	const chunks = [
		completion({ delta, finish_reason: null }, 'chat.completion.chunk'),
		completion(
			{ delta: {}, finish_reason: tool_calls ? 'tool_calls' : 'stop' },
			'chat.completion.chunk',
		),
	];
	res
		.writeHead(200, { 'content-type': 'text/event-stream' })
		.end(`${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`);
}

module.exports = { startFakeChat };
