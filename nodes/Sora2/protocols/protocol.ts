/** Pixel heights as users name them. */
export type Resolution = '480p' | '720p' | '1024p' | '1080p';
export type Orientation = 'landscape' | 'portrait';
export type Variant = 'video' | 'thumbnail' | 'spritesheet';
export type ProtocolName = 'generations' | 'videos' | 'openRouter';

/** A picture the video starts from: on the web, or bytes to send along. */
export type InputReference =
	| { kind: 'url'; url: string }
	| { kind: 'file'; fileName: string; mimeType: string; bytes: Uint8Array };

/** What the user wants, resolved and free of n8n. `duration` in seconds. */
export interface VideoRequest {
	model: string;
	prompt: string;
	duration: number;
	resolution: Resolution;
	orientation?: Orientation;
	inputReference?: InputReference;
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

/**
 * How one protocol writes its requests. Pure: no HTTP, no time, no n8n. Answers are read by `read.ts`
 * alike for all of them, because endpoints that speak one protocol differ more than the protocols do.
 */
export interface Protocol {
	name: ProtocolName;
	buildSubmit(request: VideoRequest, dialect: Dialect): ApiRequest;
	/** Paths a job may be looked up under, the protocol's own first. */
	getJobPaths(id: string): string[];
	/** Paths that may list jobs, the protocol's own first. */
	listPaths: string[];
	/** The path that lists the endpoint's video models. */
	modelsPath: string;
	buildContent(id: string, variant: Variant): ApiRequest;
	buildDelete(id: string): ApiRequest;
	derive?: Record<
		Derivation,
		(id: string, prompt: string, seconds: number | undefined, dialect: Dialect) => ApiRequest
	>;
}

/** An ID inside a path: endpoints' IDs may hold `=`, `/` or spaces. */
export function encodeId(id: string): string {
	return encodeURIComponent(id);
}
