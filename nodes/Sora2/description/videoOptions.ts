import type { INodeProperties } from 'n8n-workflow';
import { OPTION_LABELS } from '../protocols/requestOptions';
import { optionOn, ORDERING } from './show';

const displayOptions = optionOn(...ORDERING);
const PICTURE = 'the name of a binary field of the item, or a URL';

/**
 * Optional parameters of a model besides the prompt. A channel that cannot express one refuses it
 * before ordering.
 */
export const videoOptions: INodeProperties[] = [
	{
		displayName: OPTION_LABELS.inputReference,
		name: 'inputReference',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. data',
		description: `A picture the video starts from: ${PICTURE}. For Sora models its pixel size must be that of the video.`,
	},
	{
		displayName: OPTION_LABELS.endImage,
		name: 'endImage',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. end',
		description: `A picture the video ends with: ${PICTURE}`,
	},
	{
		displayName: OPTION_LABELS.referenceImages,
		name: 'referenceImages',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. hero, product',
		description:
			'Pictures of what the video shows, such as a person or a product: names of binary fields of the item or URLs, separated by commas, or a list by expression',
	},
	{
		displayName: OPTION_LABELS.generateAudio,
		name: 'generateAudio',
		type: 'boolean',
		displayOptions,
		default: true,
		description: 'Whether the video has sound. The default depends on the model.',
	},
	{
		displayName: OPTION_LABELS.negativePrompt,
		name: 'negativePrompt',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. text, watermark, blur',
		description: 'What the video must not show',
	},
	{
		displayName: OPTION_LABELS.seed,
		name: 'seed',
		type: 'number',
		displayOptions,
		default: 0,
		description: 'On some models, the same seed and prompt give a similar video',
	},
	{
		displayName: OPTION_LABELS.size,
		name: 'size',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. 1280x720',
		description: 'Width and height in pixels, instead of Resolution and Aspect Ratio',
	},
];

/** The same, for advanced use. */
export const specialRequestOptions: INodeProperties[] = [
	{
		displayName: OPTION_LABELS.callbackUrl,
		name: 'callbackUrl',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/…',
		description:
			"For advanced use. The URL the endpoint calls when the job ends, on OpenRouter and Opper: the webhook URL of 'Sora 2 Trigger'.",
	},
	{
		displayName: 'Extra Body Fields (JSON)',
		name: 'extraBody',
		type: 'json',
		displayOptions,
		default: '{}',
		description:
			"For advanced use. Fields only your endpoint knows, merged into the order last. A warning names what they replace; 'model' and 'prompt' cannot be replaced.",
	},
];
