/**
 * Optional parts of a request besides model, prompt and duration: their names in saved workflows
 * and labels in the form.
 */
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

/** An option that cannot be sent, and what to do instead. */
export interface Unsupported {
	option: RequestOption;
	/** Ends a sentence about the option; if absent, the protocol has no such field at all. */
	reason?: string;
	hint?: string;
}
