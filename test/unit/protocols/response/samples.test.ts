import { readAnswer, type Question } from '../../../../nodes/Sora2/protocols/response/readAnswer';
import { sample, samples } from '../../support/samples';

const ask = (body: unknown, asked: Question) =>
	readAnswer({ status: 200, headers: {}, text: JSON.stringify(body) ?? '' }, asked);

function readJob(body: unknown) {
	const answer = ask(body, { for: 'job', id: '' });
	if (answer.kind !== 'job') return undefined;
	return { ...answer.job, namesJob: undefined };
}

function readList(body: unknown) {
	const answer = ask(body, { for: 'list' });
	return answer.kind === 'list' ? answer.page : undefined;
}

const OPENAI_ID = 'video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d5';
const at = (seconds: number) => seconds * 1000;

/** The expected snapshot of every sample. Empty keys are left out. */
const JOBS: Record<string, object> = {
	'aimlapi/create': { id: '60ac7c34', status: 'queued', statusWord: 'queued' },
	'apiyi/create.submitted': {
		id: 'video_abc123def456',
		status: 'queued',
		statusWord: 'submitted',
		progress: 0,
		model: 'sora-2',
		prompt: '...',
		size: '1280x720',
		seconds: 10,
		createdAt: at(1704067200),
	},
	'apiyi/retrieve.completed': {
		id: 'video_abc123def456',
		status: 'completed',
		statusWord: 'completed',
		progress: 100,
		model: 'sora-2',
		size: '1280x720',
		seconds: 10,
		createdAt: at(1704067200),
		completedAt: at(1704067500),
		video: { kind: 'url', url: 'https://api.apiyi.com/v1/videos/video_abc123def456/content' },
	},
	'aquiles/create.processing': {
		id: 'vid_1',
		status: 'running',
		statusWord: 'processing',
		progress: 50,
		model: 'wan2.2',
		prompt: '...',
		size: '1280x720',
		seconds: 4,
		createdAt: at(1760000000),
	},
	'azure/retrieve.completed': {
		id: 'video_68f10c5428708190a98980c2d2b21a78',
		status: 'completed',
		statusWord: 'completed',
		progress: 100,
		model: 'sora-2',
		prompt: 'a cat',
		size: '720x1280',
		seconds: 4,
		createdAt: at(1760627796),
		completedAt: at(1760627863),
		expiresAt: at(1760714196),
	},
	'dynamo/create.completed-sync': {
		id: 'v1',
		status: 'completed',
		statusWord: 'completed',
		progress: 100,
		model: 'm',
		createdAt: at(1760000000),
		video: { kind: 'inline', base64: 'AAAAIGZ0eXA=', mimeType: 'video/mp4' },
	},
	'fal/queue.status': { id: 'r1', status: 'queued', statusWord: 'IN_QUEUE' },
	'kie/create': { id: 'task_x' },
	'kie/recordInfo.success': {
		id: 'task_x',
		status: 'completed',
		statusWord: 'success',
		model: 'sora-2-text-to-video',
		video: { kind: 'url', url: 'https://example.test/x.mp4' },
	},
	'laozhang/muse.completed': {
		id: 'video_x',
		status: 'completed',
		statusWord: 'completed',
		progress: 100,
		model: 'muse-video',
		video: { kind: 'url', url: 'https://cdn.example.test/x.mp4' },
	},
	'litellm/create.response': {
		id: 'video_<base64 of provider;model_id;original id>',
		status: 'queued',
		statusWord: 'queued',
		progress: 0,
		model: 'sora-2',
		size: '720x1280',
		seconds: 4,
		createdAt: at(1712697600),
	},
	'new-api/create.queued': {
		id: 'task_LtujSKpB',
		status: 'queued',
		statusWord: 'queued',
		progress: 0,
		model: 'sora-2',
		size: '720x1280',
		seconds: 4,
		createdAt: at(1760000000),
	},
	'new-api/create.task_id-only': { id: '4326796003218200779' },
	'new-api/retrieve.docs-status-names': {
		id: 'video_123',
		status: 'completed',
		statusWord: 'succeeded',
		progress: 100,
		model: 'sora-2',
		size: '1920x1080',
		seconds: 5,
		createdAt: at(1640995200),
		expiresAt: at(1641081600),
		video: { kind: 'url', url: 'https://example.test/video.mp4' },
	},
	'new-api/retrieve.rc30-taskdto': {
		id: 'task_x',
		status: 'completed',
		statusWord: 'SUCCESS',
		progress: 100,
		createdAt: at(1788400582),
		completedAt: at(1788400867),
	},
	'new-api/retrieve.taskdto-wrapped': {
		id: 'task_x',
		status: 'running',
		statusWord: 'IN_PROGRESS',
		progress: 30,
	},
	'openai/create.queued': {
		id: OPENAI_ID,
		status: 'queued',
		statusWord: 'queued',
		progress: 0,
		model: 'sora-2',
		size: '1280x720',
		seconds: 8,
		createdAt: at(1758941485),
	},
	'openai/retrieve.completed': {
		id: OPENAI_ID,
		status: 'completed',
		statusWord: 'completed',
		progress: 100,
		model: 'sora-2',
		prompt: 'a cat',
		size: '1280x720',
		seconds: 8,
		createdAt: at(1758941485),
		completedAt: at(1758941790),
		expiresAt: at(1759027885),
	},
	'openai/retrieve.in_progress': {
		id: OPENAI_ID,
		status: 'running',
		statusWord: 'in_progress',
		progress: 33,
		model: 'sora-2',
		prompt: 'a cat',
		size: '1280x720',
		seconds: 8,
		createdAt: at(1758941485),
	},
	'openai/retrieve.failed-generic': {
		id: OPENAI_ID,
		status: 'failed',
		statusWord: 'failed',
		progress: 0,
		model: 'sora-2',
		prompt: 'a cat',
		size: '1280x720',
		seconds: 8,
		createdAt: at(1758941485),
		error: { code: 'internal_error', message: 'Video generation failed.' },
	},
	'openai/retrieve.failed-moderation': {
		id: OPENAI_ID,
		status: 'failed',
		statusWord: 'failed',
		progress: 0,
		model: 'sora-2',
		prompt: 'a cat',
		size: '1280x720',
		seconds: 8,
		createdAt: at(1758941485),
		error: {
			code: 'moderation_blocked',
			message: 'Your request was blocked by our moderation system.',
		},
	},
	'openrouter/create.accepted-202': {
		id: 'gen-vid-1760000000-abcdefghij0123456789',
		status: 'queued',
		statusWord: 'pending',
		pollUrl: '/api/v1/videos/gen-vid-1760000000-abcdefghij0123456789',
	},
	'openrouter/retrieve.completed': {
		id: 'gen-vid-1',
		status: 'completed',
		statusWord: 'completed',
		pollUrl: '/api/v1/videos/gen-vid-1',
		usd: 0.5,
		video: { kind: 'url', url: 'https://openrouter.ai/api/v1/videos/gen-vid-1/content?index=0' },
	},
	'openrouter/retrieve.failed': {
		id: 'gen-vid-1',
		status: 'failed',
		statusWord: 'failed',
		pollUrl: '/api/v1/videos/gen-vid-1',
		error: 'Provider returned error',
	},
	'sglang/delete': { id: '3f2a', status: 'failed', statusWord: 'deleted', model: 'sora-2' },
	// `file_path` is a path on the server: the video is under `/content`.
	'sglang/retrieve.completed': {
		id: '3f2a',
		status: 'completed',
		statusWord: 'completed',
		progress: 100,
		model: 'sora-2',
		size: '1280x720',
		seconds: 4,
		createdAt: at(1760000000),
		completedAt: at(1760000100),
	},
	'sglang/retrieve.failed': {
		id: '3f2a',
		status: 'failed',
		statusWord: 'failed',
		progress: 0,
		model: 'sora-2',
		seconds: 4,
		createdAt: at(1760000000),
		error: { message: 'out of memory' },
	},
	'vllm-omni/retrieve.completed': {
		id: 'video_gen_0123abcd',
		status: 'completed',
		statusWord: 'completed',
		progress: 100,
		model: 'Wan-AI/Wan2.2-T2V-A14B-Diffusers',
		prompt: '...',
		size: '1280x720',
		seconds: 4,
		createdAt: at(1760000000),
		completedAt: at(1760000100),
	},
};

test.each(Object.keys(JOBS))('%s', (name) => {
	expect(readJob(sample(name).response?.body)).toEqual(JOBS[name]);
});

test('every answer about a job is covered', () => {
	// A chat stream is another protocol; a list is read below.
	const others = [
		'openai/list',
		'sora2api/sse.completed',
		'sora2api/sse.region',
		'kie/error.paused',
	];
	const names = samples
		.filter((s) => s.response && s.response.status < 300 && !others.includes(s.name))
		.map((s) => s.name);
	expect(names).toEqual(Object.keys(JOBS).sort());
});

test.each(
	samples.filter((s) => s.response && s.name.includes('error')).map((s) => [s.name, s] as const),
)('%s is not a job', (_, { response }) => {
	expect(readJob(response?.body)?.id).toBeUndefined();
	expect(readList(response?.body)).toBeUndefined();
});

test('openai/list', () => {
	const page = readList(sample('openai/list').response?.body);
	expect(page?.after).toBeUndefined();
	expect(page?.jobs).toEqual([
		{
			id: OPENAI_ID,
			status: 'completed',
			statusWord: 'completed',
			progress: 100,
			model: 'sora-2',
			prompt: 'a cat',
			size: '1280x720',
			seconds: 8,
			createdAt: at(1758941485),
		},
	]);
});
