import { readSnapshot } from '../../../../nodes/Sora2/protocols/response/job';

test.each([
	['OpenRouter', { usage: { cost: 0.5, is_byok: false } }, 0.5],
	['xAI, in ticks', { usage: { cost_in_usd_ticks: 5_600_000_000 } }, 0.56],
	['Merge', { cost: 0.32 }, 0.32],
	['Merge, as text', { cost: '0.32' }, 0.32],
	['Together', { outputs: { cost: 0.28, video_url: 'https://files.example/a.mp4' } }, 0.28],
	['nobody', { cost: { credits: 4 }, outputs: ['https://files.example/a.mp4'] }, undefined],
])('reads what was charged as %s says it', (_, more, usd) => {
	expect(readSnapshot({ id: 'v1', status: 'completed', ...more })?.usd).toBe(usd);
});

test('takes a video that moderation withholds for a failed job', () => {
	const answer = { status: 'done', video: { url: '', respect_moderation: false } };
	expect(readSnapshot(answer)).toMatchObject({
		status: 'failed',
		error: { code: 'content_policy_violation' },
	});
});

test("finds Bifrost's bytes", () => {
	const videos = [{ type: 'base64', base64: 'AAAA', content_type: 'video/mp4' }];
	expect(readSnapshot({ id: 'openai:v1', status: 'completed', videos })?.video).toEqual({
		kind: 'inline',
		base64: 'AAAA',
		mimeType: 'video/mp4',
	});
});
