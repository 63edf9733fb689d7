import '../../support/repair';
import { readAnswer, type Question } from '../../../../nodes/Sora2/protocols/response/readAnswer';

const ask = (text: string, asked: Question = { for: 'job', id: 'a' }) =>
	readAnswer({ status: 200, headers: {}, text }, asked);

const isRefused = (body: unknown) => ask(JSON.stringify(body)).kind === 'refusal';

describe('a refusal at HTTP 200', () => {
	test.each([
		{ error: { message: 'x' } },
		{ error: 'x' },
		[{ error: { code: 400 } }],
		{ errors: [{ message: 'x' }] },
		{ success: false, message: 'x' },
		{ success: false, id: 'req_1', message: 'x' },
		{ type: 'error', id: 'x', error: { message: 'y' } },
		{ detail: 'x' },
		{ code: 500, msg: 'x', data: null },
		{ code: 500, msg: 'x', data: { id: 'r1' } },
		{ code: 'fail_to_fetch_task', message: 'x' },
		{ code: 451 },
		{ status: 'failure', message: 'x' },
		{ status: 'error', error: 'x' },
		{ status: 400, title: 'x' },
		{ error_message: 'x' },
	])('%j', (body) => expect(isRefused(body)).toBe(true));

	test.each([
		'data: {"error":{"code":"x"}}\n\ndata: [DONE]\n\n',
		'event: error\ndata: no\n\n',
		': ping\n\ndata: {"choices":[]}\n\ndata: {"error":{"message":"x"}}\n\n',
		'data: {"code":500,"msg":"x"}\r\n\r\n',
	])('%j', (text) => {
		expect(ask(text).kind === 'refusal').toBe(true);
	});
});

describe('no refusal', () => {
	test.each([
		{ id: 'a', status: 'queued' },
		{ id: 'a', status: 'failed', error: { code: 'x' } },
		{ task_id: 'a' },
		{ code: 200, msg: 'success', data: { taskId: 'a' } },
		{ code: 0, message: 'ok', data: { id: 'a' } },
		{ code: 10000, message: 'Success', data: { task_id: 'a' } },
		{ code: 1, message: '提交成功', data: { task_id: 'a' } },
		{ code: 1, message: 'Success', data: [{ url: 'https://example.test/x.mp4' }] },
		{ code: 'success', message: '', data: { status: 'FAILURE', fail_reason: 'x', task_id: 'a' } },
		{ data: [{ url: 'https://example.test/x.mp4' }] },
		{ error: null, data: [] },
		{ error: { code: '', message: '' }, status: 'queued' },
		{ status: 'processing', detail: 'frame 10' },
		{ status: 'failed', error: { code: 'moderation_blocked' } },
		{ status: 'FAILURE', fail_reason: 'x' },
		{ errors: [] },
		{},
		[],
		'text',
		3,
		null,
	])('%j', (body) => expect(isRefused(body)).toBe(false));

	test.each([
		'',
		'<html>"error"</html>',
		'event: done\ndata: {"id":"a"}\n\n',
		'error',
		'data: {"choices":[{"delta":{"content":"an error"}}]}\n\n',
		'data: {"error":',
	])('%j', (text) => {
		expect(ask(text).kind === 'refusal').toBe(false);
	});
});
