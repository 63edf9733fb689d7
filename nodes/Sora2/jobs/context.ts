import type { ClaimOwner } from './claims';
import type { JobSnapshot } from '../protocols/response/job';
import type { Verdict } from '../errors/failure';
import type { Channel } from '../channels/channel';
import type { FailureSettings } from '../errors/messages';
import type { ModelInfo } from '../channels/modelInfo';
import type { Dialect, VideoRequest, Protocol } from '../protocols/protocol';
import type { JobSlot } from './limits/concurrencyLimiter';
import type { EndpointLimits } from './limits/endpointLimits';
import type { ItemLedger, JobRecord } from './ledger';
import type { Semaphore } from './limits/semaphore';
import type { Ports } from './ports';
import type { DurationRange } from './pollSchedule';

/** One channel a request may go to, with the request in that channel's terms. */
export interface Route {
	channel: Channel;
	protocol: Protocol;
	dialect: Dialect;
	request: VideoRequest;
}

/** What a node run has learned of the endpoint it talks to; shared by its items. */
export interface EndpointState {
	/** The credential's base URL: names the endpoint. */
	baseUrl: string;
	/** Which of a protocol's paths the endpoint knows, by purpose: learned once, not probed on every call. */
	paths: Map<string, number>;
	/** How long finished jobs took, by what was ordered, newest last. */
	durations: Map<string, DurationRange[]>;
	/** Whether any request of this run was answered well. */
	hasAcceptedJobs: boolean;
	/** A body as JSON was refused for its form: from here on, what may be written either way goes out as a form. */
	wantsForm?: boolean;
	/** What it tells of its models, by the path it was asked under in this run. */
	modelInfos?: Map<string, Promise<ModelInfo[]>>;
	limits: EndpointLimits;
	/** Downloads at once. */
	transfers: Semaphore;
}

/** How patient and how daring to be. */
export interface Policy {
	/** Milliseconds to wait for a job, counted per try. */
	timeoutMs: number;
	/** Resubmissions after a region refusal within one try. */
	regionResubmits: number;
	resubmitWhenUnknown: boolean;
	/** The endpoint takes an order that comes again with the same Idempotency-Key for the same one. */
	idempotencyHonoured?: boolean;
}

/** Why nobody can say whether an order of an earlier run exists. */
export type Doubt =
	| { kind: 'no_list'; verdict: Verdict }
	| { kind: 'short_list'; since: number }
	| { kind: 'several'; jobs: JobSnapshot[] };

/** What became of an order an earlier run may have sent: a job, nothing for certain, or nobody knows. */
export type PastOutcome = { job: JobSnapshot; route: Route } | 'not_ordered' | { doubt: Doubt };

/** Everything the life of one item's job needs. */
export interface JobContext {
	ports: Ports;
	endpoint: EndpointState;
	ledger: ItemLedger;
	policy: Policy;
	/** What the node is set to do about failures, for the words of one. */
	settings?: FailureSettings;
	/** This item's slot among the jobs the endpoint makes at once. */
	slot: JobSlot;
	/** Names this item's orders for good, where n8n can tell: the same after a restart. Without it a UUID does. */
	orderKey?: string;
	/** Whose jobs these are; absent where n8n does not say. */
	owner?: ClaimOwner;
	/** Asks what an earlier run of this execution ordered for this item; absent where there was none. */
	settlePastOrder?(): Promise<PastOutcome>;
	/** Called the moment a job is accepted, before anything else is done with it. */
	onAccepted(job: JobRecord): void;
	/** Called the moment the answer to an order names a job and does not say that it was taken. */
	onNamed?(jobId: string): void;
	/** Called when the outcome of a submit is, or is no longer, unknown. */
	onLostChanged(): void;
	/** Called when the job is finished and its file is being fetched: another job may begin. */
	onDownloading?(): void;
}
