import { startRelay } from '../relay';
import { bytesOf, run } from '../helpers/engine';

type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;

beforeAll(async () => {
	relay = await startRelay({ port: 0, keys: ['sk-local'], jobMs: 50 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

const prompts = (...texts: string[]) =>
	texts.map((prompt) => ({ json: { prompt, row: prompt.length } }));

test.each(['reverse', 'relay', 'openAi'])('delivers a video on %s', async (channel) => {
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: prompts('a cat'),
		parameters: { channel, prompt: '={{ $json.prompt }}', duration: channel === 'openAi' ? 8 : 5 },
	});
	expect(ran.error).toBeUndefined();
	expect(ran.status).toBe('success');
	expect((await bytesOf(ran.ok[0])).length).toBeGreaterThan(1000);
});
