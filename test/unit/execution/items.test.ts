import type { IBinaryData } from 'n8n-workflow';
import type { Failure } from '../../../nodes/Sora2/errors/failure';
import { toFailureItem, toJobJson, toVideoBinary } from '../../../nodes/Sora2/execution/items';
import type { JobRecord } from '../../../nodes/Sora2/jobs/itemLedger';
import { createNodeContext } from '../support/nodeContext';

const job = (snapshot: Partial<JobRecord['snapshot']>): JobRecord => ({
	id: 'video_1',
	origin: 'ordered',
	videoAt: 'endpoint',
	channel: 'relay',
	model: 'sora-2-official',
	submittedAt: 0,
	snapshot: { id: 'video_1', ...snapshot },
});
const ordered = { duration: 10, resolution: '1080p' as const, aspectRatio: '16:9' as const };

describe("a job's item", () => {
	test('has no empty key, and never `error`', () => {
		const json = toJobJson(job({ status: 'running', progress: 40 }), undefined, [], {});
		expect(json).toEqual({
			id: 'video_1',
			status: 'in_progress',
			progress: 40,
			channel: 'relay',
			model: 'sora-2-official',
		});
	});

	test("costs what the endpoint reports, else the channel's price", () => {
		expect(toJobJson(job({ usd: 1.5 }), ordered, [], {}).cost).toMatchObject({ usd: 1.5 });
		expect(toJobJson(job({}), ordered, [], {}).cost).toMatchObject({ usd: 3, usdMax: 5 });
		expect(toJobJson(job({}), undefined, [], {})).not.toHaveProperty('cost');
	});

	test.each([
		['in milliseconds', 1_800_000_000_000, '2027-01-15T08:00:00.000Z'],
		['of the greatest integer', 2 ** 63, undefined],
		['that is no number', Number.NaN, undefined],
	])('a date %s does not throw', (_, expiresAt, iso) => {
		expect(toJobJson(job({ expiresAt }), undefined, [], {}).expiresAt).toBe(iso);
	});
});

test('files are stored under the field and its suffixes', () => {
	const file = { mimeType: 'video/mp4' } as IBinaryData;
	expect(Object.keys(toVideoBinary({ video: file, thumbnail: file }, 'clip') ?? {})).toEqual([
		'clip',
		'clip_thumbnail',
	]);
	expect(toVideoBinary({}, 'clip')).toBeUndefined();
});

describe('a failure item', () => {
	const failure = { message: 'refused' } as Failure;

	test("has only the key `error`, and the input's files", () => {
		const binary = { data: { mimeType: 'image/png' } as IBinaryData };
		const { ctx } = createNodeContext({ items: [{ json: { prompt: 'a' }, binary }] });
		expect(toFailureItem(ctx, failure, 0)).toEqual({
			json: { error: failure },
			binary,
			pairedItem: { item: 0 },
		});
	});

	test("is paired by a number if n8n's lookup would throw and run the node again", () => {
		const { ctx } = createNodeContext({
			getPairedItem: () => {
				throw new Error('Paired item data is unavailable');
			},
		});
		expect(toFailureItem(ctx, failure, 0).pairedItem).toBe(0);
	});
});
