'use strict';
const { client, useRelay, until } = require('./support');
const { fit, nodeOf } = require('./support/examples');
const { startFakeChat } = require('./support/fakeChat');

const GENERATE = 'Generate_a_video';
const PROMPT = 'A paper boat drifts down a gutter in the rain, low camera, soft rain sounds';
const call = (prompt = PROMPT) => ({ tool: GENERATE, prompt });

let relay;
let chat;
let credentials;
beforeAll(async () => {
	const used = await useRelay();
	relay = used.relay;
	chat = await startFakeChat();
	const openAiApi = await client.putCredential({
		name: `chat ${chat.url}`,
		type: 'openAiApi',
		data: { apiKey: 'sk-chat', url: chat.url },
	});
	credentials = { sora2Api: used.credential, openAiApi };
});
beforeEach(() => {
	relay.reset();
	chat.requests.length = 0;
});
afterAll(async () => {
	await chat?.close();
	await relay?.close();
});

/** Publishes an example with a public chat; returns a function that sends a message to it. */
async function talkTo(agentVersion, change = () => {}, file = 'agent.json') {
	const workflow = fit(file, { credentials, dir: '' });
	nodeOf(workflow, 'Agent').typeVersion = agentVersion;
	const trigger = nodeOf(workflow, 'Chat');
	Object.assign(trigger.parameters, { public: true, mode: 'webhook' });
	trigger.webhookId = `agent-${Date.now()}-${Math.random()}`;
	change(workflow);
	const saved = await client.putWorkflow(workflow);
	await client.activate(saved);
	return async (...turns) => {
		chat.plan(turns);
		const response = await client.webhook(`${trigger.webhookId}/chat`, {
			action: 'sendMessage',
			chatInput: 'Make a video of a paper boat',
			sessionId: 's1',
		});
		const { output } = await response.json();
		let execution;
		await until(
			async () => {
				[execution] = await client.executionsOf(saved.id);
				return execution?.stoppedAt !== null && execution?.stoppedAt !== undefined;
			},
			{ what: 'the execution' },
		);
		return {
			output,
			execution: await client.execution(execution.id),
			answers: answersOf(chat.requests.at(-1).messages),
		};
	};
}

/** What the tools gave the model, parsed; Agent 3 wraps it in a list. */
function answersOf(messages) {
	return messages
		.filter((message) => message.role === 'tool')
		.map((message) => [JSON.parse(message.content)].flat()[0])
		.map((one) => one.response?.[0] ?? one);
}

describe.each([3, 2.2])('the example "Video agent" with the AI Agent %d', (version) => {
	test('the model is told what the tools do and that a call costs money', async () => {
		const say = await talkTo(version);
		await say();
		const tools = chat.requests[0].tools.map((tool) => tool.function);
		expect(tools.map((tool) => tool.name).sort()).toEqual(['Estimate_the_cost', GENERATE]);
		const generate = tools.find((tool) => tool.name === GENERATE);
		expect(generate.description).toContain('COSTS REAL MONEY');
		expect(Object.keys(generate.parameters.properties)).toEqual(['prompt']);
		expect(tools.find((tool) => tool.name === 'Estimate_the_cost').description).toContain(
			'Free of charge',
		);
		expect(relay.ledger.summary().submits).toBe(0);
	});

	test('the answer contains the ID, the URL and the cost', async () => {
		const say = await talkTo(version);
		const { output, answers, execution } = await say(call());
		expect(execution.status).toBe('success');
		expect(answers).toHaveLength(1);
		expect(answers[0]).toMatchObject({
			id: expect.any(String),
			status: 'completed',
			channel: 'reverse',
			url: expect.stringContaining('http'),
			cost: { usd: 0.12 },
		});
		expect(output).toContain(answers[0].id);
		expect(output).toContain(answers[0].url);
		expect(relay.ledger.entries.map((entry) => entry.prompt)).toEqual([PROMPT]);
		expect(JSON.stringify(chat.requests)).not.toContain('sk-e2e');
	});

	test('the same request twice in a row is paid once', async () => {
		const say = await talkTo(version);
		const { answers } = await say(call(), call());
		expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1, chargedUsd: 0.12 });
		expect(answers.map((answer) => answer.id)).toEqual([
			relay.ledger.entries[0].jobId,
			relay.ledger.entries[0].jobId,
		]);
	});

	test('the same request twice at once is paid once', async () => {
		const say = await talkTo(version);
		const { answers } = await say([call(), call()]);
		expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
		expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
		expect(answers).toHaveLength(2);
	});

	test('with "Again" the video is made and paid again', async () => {
		const say = await talkTo(
			version,
			(workflow) => (nodeOf(workflow, 'Generate a video').parameters.again = true),
		);
		const { answers } = await say(call(), call());
		expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedJobs: 2, chargedUsd: 0.24 });
		expect(new Set(answers.map((answer) => answer.id)).size).toBe(2);
	});

	test('another prompt is another video, and another chat message is another run', async () => {
		const say = await talkTo(version);
		await say([call(), call('A kite over the dunes')], call());
		expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedJobs: 2 });
		await say(call());
		expect(relay.ledger.summary()).toMatchObject({ submits: 3, chargedJobs: 3 });
	});

	test('a refused request is sent again, and a lasting refusal is explained to the model', async () => {
		const say = await talkTo(version);
		const { answers, output, execution } = await say([
			call(`${PROMPT} [[region*2]]`),
			call(`${PROMPT} [[region*inf]]`),
		]);
		expect(execution.status).toBe('success');
		expect(relay.ledger.summary()).toMatchObject({ refused: 5, chargedJobs: 1, chargedUsd: 0.12 });
		expect(answers[0]).toMatchObject({ status: 'completed' });
		expect(answers[1].error).toMatchObject({
			class: 'region',
			country: 'MM',
			billed: 'no',
			hint: expect.stringContaining('Nothing was charged'),
		});
		expect(output).toContain('Myanmar');
	});

	test('Retry On Fail does the same if it is on, and orders nothing twice', async () => {
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100, onError: undefined };
		const say = await talkTo(version, (workflow) => {
			const tool = Object.assign(nodeOf(workflow, 'Generate a video'), settings);
			delete tool.parameters.options.regionResubmits;
		});
		const { answers } = await say(
			[call(`${PROMPT} [[region*2]]`), call('A kite over the dunes')],
			call('A kite over the dunes'),
		);
		expect(answers.map((answer) => answer.status)).toEqual(['completed', 'completed', 'completed']);
		expect(relay.ledger.summary()).toMatchObject({ refused: 2, submits: 4, chargedJobs: 2 });
	});

	test('the price is returned without a request', async () => {
		const say = await talkTo(version);
		const { answers } = await say({
			tool: 'Estimate_the_cost',
			duration: 10,
			count: 2,
			resolution: '1080p',
		});
		expect(answers[0]).toMatchObject({ recommended: 'relay', count: 2 });
		expect(relay.requests).toEqual([]);
	});
});

test('the example "Video agent that answers at once" orders in one message and looks it up in the next', async () => {
	const say = await talkTo(3, () => {}, 'agent-that-answers-at-once.json');
	const started = await say({ tool: 'Start_a_video', prompt: PROMPT });
	const tools = chat.requests[0].tools.map((tool) => tool.function);
	const descriptionOf = (name) => tools.find((tool) => tool.name === name).description;
	expect(descriptionOf('Start_a_video')).toContain('COSTS REAL MONEY');
	expect(descriptionOf('Look_at_a_video')).toContain('Free of charge');
	const id = relay.ledger.entries[0].jobId;
	expect(started.answers).toMatchObject([{ id, channel: 'reverse', cost: { usd: 0.12 } }]);
	expect(started.answers[0].status).toMatch(/queued|in_progress/);

	await until(
		async () => (await say({ tool: 'Look_at_a_video', id })).answers.at(-1).status === 'completed',
		{ what: 'the video' },
	);
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
});
