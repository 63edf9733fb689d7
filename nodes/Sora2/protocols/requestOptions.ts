/** What a request may say beside model, prompt and duration: the names workflows hold, and their labels in the form. */
export const OPTION_LABELS = {
	aspectRatio: 'Aspect Ratio',
	resolution: 'Resolution',
	size: 'Custom Size',
	inputReference: 'Start Image (Field or URL)',
	endImage: 'End Image (Field or URL)',
	referenceImages: 'Reference Images (Fields or URLs)',
	generateAudio: 'Generate Audio',
	negativePrompt: 'Negative Prompt',
	seed: 'Seed',
	callbackUrl: 'Callback URL',
} as const;

export type RequestOption = keyof typeof OPTION_LABELS;

/** An option that cannot be sent, and what can be done instead. */
export interface Unsupported {
	option: RequestOption;
	/** In words that end a sentence about the option; without it there is no such field at all. */
	reason?: string;
	hint?: string;
}
