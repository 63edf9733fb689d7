import type { Route } from '../jobs/context';

/**
 * Warns about values a channel is not known to sell. They are not refused: the endpoint has the
 * last word.
 */
export function getOrderWarnings({ channel, request }: Route): string[] {
	const { model, duration, resolution } = request;
	const warnings: string[] = [];
	const durations = channel.durations(model);
	if (durations && !durations.includes(duration))
		warnings.push(
			`${channel.displayName} is not known to sell ${duration} s of ${model}; it sells ${durations.join(', ')} s`,
		);
	const resolutions = channel.resolutions(model);
	if (resolutions && resolution !== 'auto' && !resolutions.includes(resolution))
		warnings.push(
			`${channel.displayName} is not known to sell ${resolution} of ${model}; it sells ${resolutions.join(', ')}`,
		);
	return warnings;
}
