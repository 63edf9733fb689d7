import { Claims } from '../../../nodes/Sora2/jobs/claims';

const order = (prompt: string, model = 'sora-2') => ({ model, prompt, digest: 'd' });

test('a job belongs to its first claimant, per endpoint', () => {
	const claims = new Claims();
	expect(claims.claim('https://a.example/v1', 'video_1', 5)).toBe(true);
	expect(claims.claim('https://a.example/v1', 'video_1', 9)).toBe(false);
	expect(claims.getClaimedAt('https://a.example/v1', 'video_1')).toBe(5);
	expect(claims.isClaimed('https://a.example/v1', 'video_1')).toBe(true);
	expect(claims.isClaimed('https://b.example/v1', 'video_1')).toBe(false);
	expect(claims.isClaimed('https://a.example/v1', 'video_2')).toBe(false);
});

test('a similar order is awaited until it ends or is lost; other prompts, models or endpoints are not similar', () => {
	const claims = new Claims();
	const mine = claims.begin('e', order('cat'), 0, 'k1');
	expect(claims.isAwaited(mine)).toBe(false);
	claims.begin('e', order('dog'), 0, 'k2');
	claims.begin('e', order('cat', 'sora-2-pro'), 0, 'k3');
	claims.begin('f', order('cat'), 0, 'k4');
	expect(claims.isAwaited(mine)).toBe(false);
	const other = claims.begin('e', order('cat'), 0, 'k5');
	expect(claims.isAwaited(mine)).toBe(true);
	other.lostAt = 10;
	expect(claims.isAwaited(mine)).toBe(false);
	claims.end(other);
	expect(claims.getLike(mine)).toEqual([mine]);
});

test('an order without a model is similar to any with its prompt', () => {
	const claims = new Claims();
	const remix = claims.begin('e', order('cat', ''), 0, 'k1');
	const generate = claims.begin('e', order('cat'), 0, 'k2');
	expect(claims.getLike(remix)).toEqual([remix, generate]);
	expect(claims.getLike(generate)).toEqual([remix, generate]);
});

test('two identical orders are two, and a reopened one is the same', () => {
	const claims = new Claims();
	const first = claims.begin('e', order('cat'), 0, 'k1');
	expect(claims.reopen('e', order('cat'), 0, 'k1')).toBe(first);
	expect(claims.getLike(first)).toEqual([first]);
	const second = claims.begin('e', order('cat'), 1, 'k2');
	expect(claims.getLike(first)).toEqual([first, second]);
	claims.end(first);
	expect(claims.getLike(second)).toEqual([second]);
});

test('an order of an earlier process is opened again', () => {
	const claims = new Claims();
	const again = claims.reopen('e', order('cat'), 7, 'k1');
	expect(again).toMatchObject({ sentAt: 7, key: 'k1', prompt: 'cat' });
	expect(claims.reopen('e', order('cat'), 7, 'k1')).toBe(again);
});

test('a lost order is forgotten after an hour, so that it does not block jobs forever', () => {
	const claims = new Claims();
	const old = claims.begin('e', order('cat'), 0, 'k1');
	old.lostAt = 0;
	const fresh = claims.begin('e', order('cat'), 2 * 3_600_000, 'k2');
	expect(claims.getLike(fresh)).toEqual([fresh]);
});
