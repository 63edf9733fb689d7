import { Claims } from '../../../nodes/Sora2/jobs/claims';
import type { VideoRequest } from '../../../nodes/Sora2/protocols/protocol';

const request = (prompt: string, model = 'sora-2') =>
	({ model, prompt, duration: 5, resolution: '720p' }) as VideoRequest;
const always = () => true;

test('a job belongs to who claimed it, at this endpoint', () => {
	const claims = new Claims();
	claims.claim('https://a.example/v1', 'video_1');
	expect(claims.isClaimed('https://a.example/v1', 'video_1')).toBe(true);
	expect(claims.isClaimed('https://b.example/v1', 'video_1')).toBe(false);
	expect(claims.isClaimed('https://a.example/v1', 'video_2')).toBe(false);
});

test('an order like this one is awaited until it ends or is lost; another prompt, model or endpoint is not like it', () => {
	const claims = new Claims();
	const mine = claims.begin('e', request('cat'), 0, 'k1');
	expect(claims.isAwaited(mine)).toBe(false);
	claims.begin('e', request('dog'), 0, 'k2');
	claims.begin('e', request('cat', 'sora-2-pro'), 0, 'k3');
	claims.begin('f', request('cat'), 0, 'k4');
	expect(claims.isAwaited(mine)).toBe(false);
	const other = claims.begin('e', request('cat'), 0, 'k5');
	expect(claims.isAwaited(mine)).toBe(true);
	other.lostAt = 10;
	expect(claims.isAwaited(mine)).toBe(false);
	claims.end(other);
	expect(claims.isAwaited(mine)).toBe(false);
});

test('two lost orders of one kind are two, and one that is opened again is one', () => {
	const claims = new Claims();
	const first = claims.begin('e', request('cat'), 0, 'k1');
	first.lostAt = 5;
	expect(claims.lostAround(first, 3, always)).toEqual([first]);
	expect(claims.reopen('e', request('cat'), 0, 'k1')).toBe(first);
	expect(claims.lostAround(first, 3, always)).toEqual([first]);
	const second = claims.begin('e', request('cat'), 1, 'k2');
	second.lostAt = 6;
	expect(claims.lostAround(first, 3, always)).toEqual([first, second]);
	claims.end(first);
	expect(claims.lostAround(second, 3, always)).toEqual([second]);
});

test('an order of an earlier process is opened anew', () => {
	const claims = new Claims();
	const again = claims.reopen('e', request('cat'), 7, 'k1');
	expect(again).toMatchObject({ sentAt: 7, key: 'k1' });
	expect(claims.reopen('e', request('cat'), 7, 'k1')).toBe(again);
});

test('a lost order is forgotten after an hour, so that it keeps nobody from a job for ever', () => {
	const claims = new Claims();
	const old = claims.begin('e', request('cat'), 0, 'k1');
	old.lostAt = 0;
	const fresh = claims.begin('e', request('cat'), 2 * 3_600_000, 'k2');
	fresh.lostAt = 2 * 3_600_000;
	expect(claims.lostAround(fresh, 0, always)).toEqual([fresh]);
});
