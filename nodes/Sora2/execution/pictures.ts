import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { InputReference } from '../protocols/protocol';
import { OPTION_LABELS } from '../protocols/requestOptions';
import { getPictureIdentity, loadPicture } from '../transport/picture';
import type { Pictures, PictureSources } from './orderFields';

/** Distinguishes an order's pictures from other ones in the same fields. */
export function getPicturesIdentity(item: INodeExecutionData, sources: PictureSources): unknown {
	const { inputReference, endImage, referenceImages } = sources;
	return [inputReference, endImage, ...referenceImages].map(
		(source) => source && getPictureIdentity(item, source),
	);
}

/**
 * Loads an order's pictures, or describes the first that cannot be used.
 * @param size pixels the start image must have, if the protocol requires it
 */
export async function loadPictures(
	ctx: IExecuteFunctions,
	itemIndex: number,
	{ inputReference, endImage, referenceImages }: PictureSources,
	size: string | undefined,
): Promise<{ pictures: Pictures } | { problem: string; hint: string }> {
	const wanted = [
		...(inputReference
			? [{ option: 'inputReference', source: inputReference, size } as const]
			: []),
		...(endImage ? [{ option: 'endImage', source: endImage, size: undefined } as const] : []),
		...referenceImages.map(
			(source) => ({ option: 'referenceImages', source, size: undefined }) as const,
		),
	];
	const loaded: Record<(typeof wanted)[number]['option'], InputReference[]> = {
		inputReference: [],
		endImage: [],
		referenceImages: [],
	};
	for (const { option, source, size: exact } of wanted) {
		const picture = await loadPicture(ctx, itemIndex, source, OPTION_LABELS[option], exact);
		if ('problem' in picture) return picture;
		loaded[option].push(picture.reference);
	}
	return {
		pictures: {
			inputReference: loaded.inputReference[0],
			endImage: loaded.endImage[0],
			referenceImages: loaded.referenceImages.length > 0 ? loaded.referenceImages : undefined,
		},
	};
}
