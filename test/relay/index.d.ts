/** Types for tests written in TypeScript; README.md explains the words. */

export type Size = number | string;

export type Wire = 'article' | 'openai' | 'openrouter' | 'xai' | 'gemini';

export interface VideoModel {
	id: string;
	supported_resolutions?: string[] | null;
	supported_aspect_ratios?: string[] | null;
	supported_sizes?: string[] | null;
	supported_durations?: number[] | null;
	supported_frame_images?: string[] | null;
	generate_audio?: boolean | null;
	seed?: boolean | null;
	pricing_skus?: Record<string, string> | null;
	allowed_passthrough_parameters?: string[];
}

/** A report of a job's end, as it was sent; `status` is what the receiver answered, null for nothing. */
export interface Callback {
	jobId: string;
	type: string;
	url: string;
	body: string;
	headers: Record<string, string>;
	status: number | null;
}

export interface RelayOptions {
	port: number;
	cdn: boolean;
	seed: number;
	keys: string[];
	models: string[] | null;
	wires: Wire[];
	/** OpenRouter's model list, with abilities and prices; null: nothing is published. */
	videoModels: VideoModel[] | null;
	/** LiteLLM's `GET /model/info`; null: the path is unknown. */
	modelInfo: Array<{ model_name: string; model_info: Record<string, unknown> }> | null;
	/** Any `WxH` on the OpenAI wire. */
	anySize: boolean;
	/** Until when a job can be called off; null: the path is unknown. */
	cancel: 'queued' | 'running' | null;
	/** Where the end of OpenRouter's jobs is reported by default. */
	callbackUrl: string | null;
	webhookSecret: string | null;
	articlePoll: boolean;
	jobMs: number;
	jitterMs: number;
	queuedShare: number;
	result: 'content' | 'contentUrl' | 'url' | 'video_url' | 'data' | null;
	idField: 'id' | 'task_id' | 'both';
	reportedModel: string | null;
	expiresAfter: number;
	notReadyStatus: number | null;
	padTo: Size | null;
	secondsAs: 'string' | 'number' | 'any';
	allowedSeconds: number[] | null;
	idempotency: boolean;
	rpm: number | null;
	windowMs: number;
	maxJobs: number | null;
	retryAfter: boolean;
	regionEvery: number | null;
	regionRate: number;
	regionStatus: number;
	country: string;
	keepRequests: number;
}

export type Place = 'submit' | 'poll' | 'content' | 'list' | 'delete' | 'cancel' | 'models' | 'any';

export interface Answer {
	status?: number;
	headers?: Record<string, string | number>;
	/** `$ID` inside becomes the job's id. */
	json?: unknown;
	body?: string;
	/** On a submit: accept and charge first. */
	accept?: boolean;
}

export interface Actions {
	region?: true | string | { country?: string; status?: number };
	answer?: number | Answer;
	answerAfter?: number | Answer;
	status?: number;
	limit?: true | number | { retryAfter?: number };
	cutBefore?: true;
	cutAfter?: true;
	hang?: true;
	hangAfter?: true;
	html502?: true;
	html502After?: true;
	badJson?: true;
	badJsonAfter?: true;
	empty?: true;
	emptyAfter?: true;
	slow?: number | { ms: number };
	dripMs?: number | { ms: number };
	fail?:
		| true
		| string
		| { code?: string; error?: unknown; billed?: boolean; atMs?: number; status?: string };
	moderation?: true | { error?: unknown; billed?: boolean; atMs?: number };
	stuck?: true;
	jobMs?: number | { ms: number };
	expire?: true | number | { afterMs?: number };
	sync?: true | { id?: boolean };
	syncB64?: true | { id?: boolean };
	size?: Size | { bytes: Size };
	reportedModel?: string | { model: string };
	cutAt?: Size | { bytes: Size };
	truncate?: Size | { bytes: Size };
	wrongLength?: true | number | { by: number };
	noRange?: true;
	noLength?: true;
	notReady?: true;
	redirect?: true;
}

/** Short forms are `'region'` and `'answer:503'`. */
export type Do = string | Actions | Array<string | Actions>;

export interface Fault {
	on?: Place;
	match?: {
		prompt?: string;
		model?: string;
		wire?: string;
		kind?: 'create' | 'remix' | 'edit' | 'extend';
		jobId?: string;
		nth?: number;
	};
	times?: number | 'inf';
	every?: number;
	skip?: number;
	do: Do;
}

export interface LedgerEntry {
	n: number;
	t: number;
	wire: Wire;
	kind: 'create' | 'remix' | 'edit' | 'extend';
	model: string | null;
	prompt: string | null;
	idempotencyKey: string | null;
	outcome: 'refused' | 'accepted';
	/** What the client was answered; null after a cut or while it hangs. */
	status: number | null;
	code: string | null;
	jobId: string | null;
	charged: number;
	refunded: number;
	deduped: boolean;
	delivered: number;
	cut: number;
}

export interface LedgerSummary {
	submits: number;
	refused: number;
	accepted: number;
	deduped: number;
	chargedUsd: number;
	refundedUsd: number;
	chargedJobs: number;
	deliveredJobs: number;
}

export interface Ledger extends Iterable<LedgerEntry> {
	readonly entries: LedgerEntry[];
	summary(): LedgerSummary;
}

export interface RelayRequest {
	t: number;
	method: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	json?: Record<string, unknown>;
	form?: Record<string, unknown>;
	idempotencyKey: string | null;
	status: number | null;
	aborted: boolean;
	cut: boolean;
	leaked: boolean;
}

export interface Relay {
	readonly url: string;
	readonly baseUrl: string;
	readonly cdnUrl: string | null;
	readonly ledger: Ledger;
	readonly requests: RelayRequest[];
	readonly leaks: RelayRequest[];
	readonly callbacks: Callback[];
	script(faults: string | Actions | Fault | Array<string | Actions | Fault>): void;
	set(changes: Partial<Omit<RelayOptions, 'port' | 'cdn' | 'seed'>>): void;
	reset(): void;
	close(): Promise<void>;
}

export function startRelay(options?: Partial<RelayOptions>): Promise<Relay>;
