import type { INodeParameters } from 'n8n-workflow';
import { hints } from '../../../nodes/Sora2/description/hints';
import { resolveExpression } from '../support/expression';

/** What the editor says before a run with these fields, as n8n evaluates the conditions. */
function say(parameters: INodeParameters): string {
	const fields = {
		operation: 'generate',
		channel: 'reverse',
		duration: 5,
		resolution: '720p',
		...parameters,
	};
	return hints
		.filter(
			({ displayCondition }) => resolveExpression(displayCondition as string, fields) === true,
		)
		.map(({ message }) => message)
		.join('\n');
}

describe('hints before a run', () => {
	test('warn about a length or a size the channel is not known to sell', () => {
		expect(say({})).not.toContain('not known to sell');
		expect(say({ duration: 7 })).toContain('this duration of sora-2; it sells 5, 10, 15 s');
		expect(say({ resolution: '1080p' })).toContain('this resolution of sora-2; it sells 720p');
		expect(say({ channel: 'relay', resolution: '1080p' })).not.toContain('not known to sell');
		expect(say({ model: { value: 'veo' }, resolution: '1080p' })).not.toContain('not known');
		expect(say({ operation: 'get', resolution: '1080p' })).not.toContain('not known');
	});

	test('warn about an empty model if the channel has no default', () => {
		expect(say({ channel: 'openRouter' })).toContain('has no default model');
		expect(say({ channel: 'openRouter', model: { value: 'veo' } })).not.toContain('default model');
	});

	test('recommend Retry On Fail if refusals are frequent', () => {
		expect(say({})).toContain('Turn on Retry On Fail');
		expect(say({ channel: 'relay' })).not.toContain('Retry On Fail');
		expect(say({ options: { fallbackChannel: 'relay' } })).not.toContain('Retry On Fail');
		expect(say({ options: { regionResubmits: 2 } })).not.toContain('Retry On Fail');
	});

	test('say where to find what a stopped run paid for', () => {
		expect(say({})).toMatch(/Stopping.*log.*'Get Many'.*'Wait'/);
		expect(say({ operation: 'wait' })).toBe('');
	});
});
