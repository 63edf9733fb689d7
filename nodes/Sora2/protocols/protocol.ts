import type { RequestOption, Unsupported } from './requestOptions';

/**
 * A picture's height as users name it: `480p`, `720p`, `1024p`, `1080p`, `1440p`, `4k`, or an
 * endpoint's own name such as `768p` or `2K`. `auto` leaves it to the model: nothing is sent.
 */
export type Resolution = string;
/** `W:H`, or `auto`, which leaves it to the model: nothing is sent. */
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

/** A picture the video starts with, ends with or refers to: on the web, or as bytes to send. */
export type InputReference =
	| { kind: 'url'; url: string }
	| { kind: 'file'; fileName: string; mimeType: string; bytes: Uint8Array };

/** What the user wants, with all fields resolved and independent of n8n. `duration` in seconds. */
export interface VideoRequest {
	model: string;
	prompt: string;
	duration: number;
	resolution: Resolution;
	aspectRatio: AspectRatio;
	/** `WxH` in pixels; overrides resolution and aspect ratio. */
	size?: string;
	inputReference?: InputReference;
	endImage?: InputReference;
	referenceImages?: InputReference[];
	generateAudio?: boolean;
	negativePrompt?: string;
	seed?: number;
	/** Where the endpoint should report the end of the job: HTTPS. */
	callbackUrl?: string;
}

/** How an endpoint wants a request written, where endpoints of one protocol differ. */
export interface Dialect {
	bodyFormat: 'auto' | 'json' | 'multipart';
	secondsAs: 'string' | 'number';
	/**
	 * `unusual`: send the resolution only if it is not 720p (the reverse channel sells only that
	 * one).
	 */
	sendResolution: 'always' | 'unusual';
}

export type FormPart =
	| { name: string; value: string }
	| { name: string; fileName: string; mimeType: string; bytes: Uint8Array };

/** One HTTP request, without host and key. `path` is appended to the credential's base URL. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'DELETE';
	path: string;
	query?: Record<string, string | number>;
	json?: Record<string, unknown>;
	form?: FormPart[];
	headers?: Record<string, string>;
}

/** Ways to make a new video from a finished one, if the protocol supports them. */
export type Derivation = 'remix' | 'edit' | 'extend';

/** A finished video to make another one from. `url` only if the protocol needs it. */
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
 * How one protocol writes its requests. Pure: no HTTP, no time, no n8n. `response/job.ts` reads the
 * answers of all protocols alike, because endpoints that share a protocol differ more than the
 * protocols do.
 */
export interface Protocol {
	name: ProtocolName;
	/**
	 * Options this protocol can express. A request with any other option is refused before it is
	 * ordered.
	 */
	options: readonly RequestOption[];
	/** Finds a value the protocol cannot express for an option it otherwise supports. */
	findUnsupported?(request: VideoRequest): Unsupported | undefined;
	/**
	 * How the length is written if its field is called `seconds`, unless the channel or the user
	 * overrides it.
	 */
	secondsAs?: Dialect['secondsAs'];
	/** The start image must have exactly the video's pixel size. */
	hasExactPictures?: boolean;
	buildSubmit(request: VideoRequest, dialect: Dialect): ApiRequest;
	/** Paths a job may be found under, the protocol's own first. */
	getJobPaths(id: string): string[];
	/** Paths that may list jobs, the protocol's own first. */
	listPaths: string[];
	/** Query parameters the list requires in addition to those for paging. */
	listQuery?: Record<string, string>;
	/**
	 * Adapts the protocol to a model, if anything depends on it. Returns the same object for equal
	 * results.
	 */
	forModel?(model: string): Protocol;
	/** The path that lists the endpoint's video models. */
	modelsPath: string;
	/**
	 * Where endpoints publish what their models take and cost. `isCommon`: all of them do, so it is
	 * read before an order.
	 */
	modelInfo?: { path: string; isCommon: boolean };
	buildContent(id: string, variant: Variant): ApiRequest;
	buildDelete(id: string): ApiRequest;
	/** Cancels a job, if the protocol supports it. */
	buildCancel?(id: string): ApiRequest;
	derive?: Partial<Record<Derivation, BuildDerivation>>;
	/** A derivation names its source by the video's URL, which has to be looked up first. */
	derivesFromUrl?: boolean;
	/** A derivation names its model, like any other order. */
	derivesWithModel?: boolean;
}

/** Encodes an ID for use in a path: endpoints' IDs may contain `=`, `/` or spaces. */
export function encodeId(id: string): string {
	return encodeURIComponent(id);
}
