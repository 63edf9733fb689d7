import type { INodePropertyOptions } from 'n8n-workflow';
import { isSameRatio } from '../channels/checkAbilities';
import { isSameResolution, type ModelInfo } from '../channels/modelInfo';
import { RESOLUTIONS, toSize } from '../protocols/size';

const AUTOMATIC = { name: 'Automatic', value: 'auto', description: 'The model decides' };

const ASPECT_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'];

/** Every resolution the form offers, for any model. */
export const RESOLUTION_CHOICES: INodePropertyOptions[] = [
	AUTOMATIC,
	...RESOLUTIONS.map((name) => ({
		name: `${name} (${toSize(name, '16:9')?.replace('x', ' × ')} at 16:9)`,
		value: name,
	})),
];

/** Every aspect ratio the form offers, for any model. */
export const ASPECT_RATIO_CHOICES: INodePropertyOptions[] = [
	AUTOMATIC,
	...ASPECT_RATIOS.map((ratio) => ({ name: ratio, value: ratio })),
];

/**
 * Lists the resolutions a model takes, with the values saved workflows contain; all of them if
 * unknown.
 */
export function toResolutionChoices({ resolutions, sizes }: ModelInfo): INodePropertyOptions[] {
	if (resolutions?.length) return toChoices(RESOLUTION_CHOICES, resolutions, isSameResolution);
	const known = RESOLUTIONS.filter((name) =>
		ASPECT_RATIOS.some((ratio) => sizes?.includes(toSize(name, ratio) as string)),
	);
	return known.length > 0
		? toChoices(RESOLUTION_CHOICES, known, isSameResolution)
		: RESOLUTION_CHOICES;
}

/** Lists the aspect ratios a model takes; all of them if unknown. */
export function toAspectRatioChoices({ aspectRatios, sizes }: ModelInfo): INodePropertyOptions[] {
	if (aspectRatios?.length) return toChoices(ASPECT_RATIO_CHOICES, aspectRatios, isSameRatio);
	const known = ASPECT_RATIOS.filter((ratio) =>
		RESOLUTIONS.some((name) => sizes?.includes(toSize(name, ratio) as string)),
	);
	return known.length > 0
		? toChoices(ASPECT_RATIO_CHOICES, known, isSameRatio)
		: ASPECT_RATIO_CHOICES;
}

/**
 * Keeps the form's choices that the endpoint lists, and adds its further ones as it spells them.
 */
function toChoices(
	all: INodePropertyOptions[],
	listed: string[],
	isSame: (a: string, b: string) => boolean,
): INodePropertyOptions[] {
	const known = all.filter(({ value }) => listed.some((name) => isSame(name, value as string)));
	const others = listed.filter((name) => !all.some(({ value }) => isSame(name, value as string)));
	return [AUTOMATIC, ...known, ...others.map((name) => ({ name, value: name }))];
}
