import type { INodePropertyOptions } from 'n8n-workflow';
import { isSameRatio } from '../channels/checkAbilities';
import { isSameResolution, type ModelInfo } from '../channels/modelInfo';
import { RESOLUTIONS, toSize } from '../protocols/size';

const AUTOMATIC = { name: 'Automatic', value: 'auto', description: 'The model decides' };

const ASPECT_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'];

/** Everything the form offers as a resolution, whatever the model. */
export const RESOLUTION_CHOICES: INodePropertyOptions[] = [
	AUTOMATIC,
	...RESOLUTIONS.map((name) => ({
		name: `${name} (${toSize(name, '16:9')?.replace('x', ' × ')} at 16:9)`,
		value: name,
	})),
];

/** The same for the aspect ratio. */
export const ASPECT_RATIO_CHOICES: INodePropertyOptions[] = [
	AUTOMATIC,
	...ASPECT_RATIOS.map((ratio) => ({ name: ratio, value: ratio })),
];

/** The resolutions a model takes, under the values workflows hold; every one where its endpoint does not tell. */
export function toResolutionChoices({ resolutions, sizes }: ModelInfo): INodePropertyOptions[] {
	if (resolutions?.length) return toChoices(RESOLUTION_CHOICES, resolutions, isSameResolution);
	const known = RESOLUTIONS.filter((name) =>
		ASPECT_RATIOS.some((ratio) => sizes?.includes(toSize(name, ratio) as string)),
	);
	return known.length > 0
		? toChoices(RESOLUTION_CHOICES, known, isSameResolution)
		: RESOLUTION_CHOICES;
}

/** The aspect ratios a model takes; every one where its endpoint does not tell. */
export function toAspectRatioChoices({ aspectRatios, sizes }: ModelInfo): INodePropertyOptions[] {
	if (aspectRatios?.length) return toChoices(ASPECT_RATIO_CHOICES, aspectRatios, isSameRatio);
	const known = ASPECT_RATIOS.filter((ratio) =>
		RESOLUTIONS.some((name) => sizes?.includes(toSize(name, ratio) as string)),
	);
	return known.length > 0
		? toChoices(ASPECT_RATIO_CHOICES, known, isSameRatio)
		: ASPECT_RATIO_CHOICES;
}

/** The choices of the form that the endpoint tells, and what it tells beyond them as it spells it. */
function toChoices(
	all: INodePropertyOptions[],
	told: string[],
	isSame: (a: string, b: string) => boolean,
): INodePropertyOptions[] {
	const known = all.filter(({ value }) => told.some((name) => isSame(name, value as string)));
	const others = told.filter((name) => !all.some(({ value }) => isSame(name, value as string)));
	return [AUTOMATIC, ...known, ...others.map((name) => ({ name, value: name }))];
}
