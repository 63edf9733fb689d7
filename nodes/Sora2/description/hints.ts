import type { INodeTypeDescription } from 'n8n-workflow';
import { CHANNELS } from '../channels';

/** What the editor says before a run: a length the channel is not known to sell is sent all the same. */
export const hints: NonNullable<INodeTypeDescription['hints']> = Object.values(CHANNELS).flatMap(
	({ name, displayName, models, durations }) => {
		const sold = models.length > 0 ? durations(models[0]) : undefined;
		if (!sold) return [];
		const orders = '["generate", "submit"].includes($parameter["operation"])';
		const here = `$parameter["channel"] === "${name}" && !$parameter["model"]?.["value"]`;
		return {
			message: `${displayName} is not known to sell this duration of ${models[0]}; it sells ${sold.join(', ')} s. The request is sent all the same.`,
			type: 'warning' as const,
			location: 'outputPane' as const,
			whenToDisplay: 'beforeExecution' as const,
			displayCondition: `={{ ${orders} && ${here} && ![${sold.join(', ')}].includes(Number($parameter["duration"])) }}`,
		};
	},
);
