import type { RequestOption, Unsupported } from './requestOptions';

/**
 * A picture's height as users name it: `480p`, `720p`, `1024p`, `1080p`, `1440p`, `4k`, or a name an endpoint uses
 * for itself, such as `768p` or `2K`. `auto` leaves it to the model: nothing is sent.
 */
export type Resolution = string;
/** `W:H`, or `auto`: left to the model, nothing is sent. */
export type AspectRatio = string;
export type Variant = 'video' | 'thumbnail' | 'spritesheet';
export type ProtocolName =
	| 'generations'
	| 'videos'
	| 'openRouter'
	| 'xai'
	| 'gemini'
	| 'bifrost'
	| 'opper'
	| 'together';

/** A picture the video starts from, ends with or refers to: on the web, or bytes to send along. */
export type InputReference =
	| { kind: 'url'; url: string }
	| { kind: 'file'; fileName: string; mimeType: string; bytes: Uint8Array };

/** What the user wants, resolved and free of n8n. `duration` in seconds. */
export interface VideoRequest {
	model: string;
	prompt: string;
	duration: number;
	resolution: Resolution;
	aspectRatio: AspectRatio;
	/** `WxH` in pixels, in the place of what resolution and aspect ratio give. */
	size?: string;
	inputReference?: InputReference;
	endImage?: InputReference;
	referenceImages?: InputReference[];
	generateAudio?: boolean;
	negativePrompt?: string;
	seed?: number;
	/** Where the endpoint is to report the end of the job: HTTPS. */
	callbackUrl?: string;
}

/** How one endpoint wants a request written, where endpoints of one protocol differ. */
export interface Dialect {
	bodyFormat: 'auto' | 'json' | 'multipart';
	secondsAs: 'string' | 'number';
	/** `unusual`: name the resolution only when it is not 720p (the reverse channel sells one). */
	sendResolution: 'always' | 'unusual';
}

export type FormPart =
	| { name: string; value: string }
	| { name: string; fileName: string; mimeType: string; bytes: Uint8Array };

/** One HTTP request, still without host and key. `path` is appended to the credential's base URL. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'DELETE';
	path: string;
	query?: Record<string, string | number>;
	json?: Record<string, unknown>;
	form?: FormPart[];
	headers?: Record<string, string>;
}

/** What can be done with a finished video, where the protocol has it. */
export type Derivation = 'remix' | 'edit' | 'extend';

/** A finished video to make another one from. `url` only where the protocol wants one. */
export interface DerivationSource {
	id: string;
	url?: string;
}

export type BuildDerivation = (
	source: DerivationSource,
	request: Pick<VideoRequest, 'model' | 'prompt'> & { duration?: number },
	dialect: Dialect,
) => ApiRequest;

/**
 * How one protocol writes its requests. Pure: no HTTP, no time, no n8n. Answers are read by `response/job.ts`
 * alike for all of them, because endpoints that speak one protocol differ more than the protocols do.
 */
export interface Protocol {
	name: ProtocolName;
	/** What a request can say in this protocol. Anything else is refused before it is ordered. */
	options: readonly RequestOption[];
	/** What it cannot say in particular, although it has words for the option. */
	findUnsupported?(request: VideoRequest): Unsupported | undefined;
	/** How the length is written where it is called `seconds`, unless the channel or the user says otherwise. */
	secondsAs?: Dialect['secondsAs'];
	/** The start image has to have the video's pixel size. */
	hasExactPictures?: boolean;
	buildSubmit(request: VideoRequest, dialect: Dialect): ApiRequest;
	/** Paths a job may be looked up under, the protocol's own first. */
	getJobPaths(id: string): string[];
	/** Paths that may list jobs, the protocol's own first. */
	listPaths: string[];
	/** The path that lists the endpoint's video models. */
	modelsPath: string;
	/** Where endpoints tell what their models take and cost. `isCommon`: all of them do, so it is asked before an order. */
	modelInfo?: { path: string; isCommon: boolean };
	buildContent(id: string, variant: Variant): ApiRequest;
	buildDelete(id: string): ApiRequest;
	/** Calls a job off, where the protocol has a way to. */
	buildCancel?(id: string): ApiRequest;
	derive?: Partial<Record<Derivation, BuildDerivation>>;
	/** A derivation names its source by the address of the video, which has to be looked up first. */
	derivesFromUrl?: boolean;
	/** A derivation names its model, as any order does. */
	derivesWithModel?: boolean;
}

/** An ID inside a path: endpoints' IDs may hold `=`, `/` or spaces. */
export function encodeId(id: string): string {
	return encodeURIComponent(id);
}
