import { readBilling } from '../../../nodes/Sora2/errors/billing';

describe('what a failed job says of the money', () => {
	test.each<unknown>([
		{ billed: true },
		{ billed: 'true' },
		{ error: { code: 'x', billed: true } },
		{ error: { refunded: false } },
		{ status: 'failed', refunded: 'false' },
		{ credits_used: 12 },
		{ creditsUsed: '12' },
		{ creditsConsumed: 3 },
		{ error: 'x', data: { credits_consumed: '3 credits' } },
		{ charged_amount: '$0.40' },
		{ error: { cost: 0.4 } },
		{ error: 'x', usage: { cost: 0.4 } },
		{ amountCharged: '0,40' },
		{ billing_status: 'charged' },
		{ billing: { state: 'x', charged: true } },
		{ error: 'Generation failed. You will be charged for this request.' },
		{ message: 'Failed. Your credits have not been returned.' },
		{ message: "Failed. The credits haven't been refunded." },
		{ error: { message: 'Failed; credits will not be returned.' } },
		{ error: 'The credits were consumed.' },
		{ error: 'Non-refundable.' },
		{ error: 'Refund denied' },
		{ error: 'The job failed and your account was charged.' },
		{ error: 'It was refunded.', charged: true },
		{ error: '生成失败，已扣费' },
		{ error: '生成失败，积分不予退还' },
	])('charged: %j', (answer) => expect(readBilling(answer)).toBe('yes'));

	test.each<unknown>([
		{ billed: false },
		{ refunded: true },
		{ credits_used: 0 },
		{ usage: { cost: 0 } },
		{ refund_amount: 12 },
		{ refundStatus: 'refunded' },
		{ billing_status: 'not_charged' },
		{ error: 'Generation failed. You were not charged.' },
		{ error: 'You will not be charged.' },
		{ error: 'No credits were charged.' },
		{ error: 'Nothing was charged.' },
		{ error: 'It failed, and no coins were deducted.' },
		{ error: 'Your credits have been returned.' },
		{ error: 'The amount has been automatically refunded.' },
		{ error: 'Failed. Automatic refund.' },
		{ error: '生成失败，积分已退还' },
		{ error: '任务失败，未扣费' },
	])('not charged: %j', (answer) => expect(readBilling(answer)).toBe('no'));

	test.each<unknown>([
		undefined,
		'out of memory',
		{ error: { code: 'internal_error', message: 'x' } },
		{ error: 'Contact support for a refund.' },
		{ prompt: 'a man was charged with theft', error: 'x' },
		{ input: { text: 'the credits were used' }, error: 'x' },
		{ price: 'see the price list', credits: 40 },
	])('nothing: %j', (answer) => expect(readBilling(answer)).toBeUndefined());
});
