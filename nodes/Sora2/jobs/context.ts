import type { ClaimOwner } from './claims';
import type { JobSnapshot } from '../protocols/response/job';
import type { Verdict } from '../errors/failure';
import type { Channel } from '../channels/channel';
import type { FailureSettings } from '../errors/messages';
import type { ModelInfo } from '../channels/modelInfo';
import type { Dialect, VideoRequest, Protocol } from '../protocols/protocol';
import type { JobSlot } from './limits/concurrencyLimiter';
import type { EndpointLimits } from './limits/endpointLimits';
import type { ItemLedger, JobRecord } from './itemLedger';
import type { Semaphore } from './limits/semaphore';
import type { Ports } from './ports';
import type { DurationRange } from './pollSchedule';

/** One channel a request may use, with the request in that channel's terms. */
export interface Route {
	channel: Channel;
	protocol: Protocol;
	dialect: Dialect;
	request: VideoRequest;
}

/** What a node run knows about its endpoint; shared by its items. */
export interface EndpointState {
	/** The credential's base URL, which identifies the endpoint. */
	baseUrl: string;
	/**
	 * Which of a protocol's paths works at the endpoint, by purpose: found once instead of being
	 * probed with every request.
	 */
	paths: Map<string, number>;
	/** How long finished jobs took, by what was ordered, newest last. */
	durations: Map<string, DurationRange[]>;
	/**
	 * Between which jobs end, finished or not, by what was ordered and by job ID, latest polled last.
	 */
	bounds?: Map<string, Map<string, DurationRange>>;
	/** Whether the endpoint accepted an order of this run. */
	hasAcceptedJobs: boolean;
	/**
	 * The endpoint refused a JSON body because it wants a form: from now on, requests that can be
	 * either are sent as forms.
	 */
	wantsForm?: boolean;
	/** What the endpoint publishes about its models, by path, as read in this run. */
	modelInfos?: Map<string, Promise<ModelInfo[]>>;
	limits: EndpointLimits;
	/** Limits the number of concurrent downloads. */
	transfers: Semaphore;
}

/** How long to wait for a job, and when to resubmit an order. */
export interface Policy {
	/** Maximum wait for a job in milliseconds, per try. */
	timeoutMs: number;
	/** Resubmissions after a region refusal, per try. */
	regionResubmits: number;
	resubmitWhenUnknown: boolean;
	/** The endpoint treats an order repeated with the same Idempotency-Key as the same order. */
	idempotencyHonoured?: boolean;
}

/** Why it is unknown whether an order of an earlier run exists. */
export type Doubt =
	| { kind: 'no_list'; verdict: Verdict }
	| { kind: 'short_list'; since: number }
	| { kind: 'several'; jobs: JobSnapshot[] }
	| { kind: 'retried_twice' };

/**
 * The outcome of an order an earlier run may have sent: a job, certainly not ordered, or unknown.
 */
export type PastOutcome = { job: JobSnapshot; route: Route } | 'not_ordered' | { doubt: Doubt };

/** An order that is about to be sent. */
export interface AnnouncedOrder {
	/** Its Idempotency-Key. */
	key: string;
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** The item already has an order that may have been accepted, so both may be charged. */
	isAnother: boolean;
}

/** Everything the lifecycle of one item's job needs. */
export interface JobContext {
	ports: Ports;
	endpoint: EndpointState;
	ledger: ItemLedger;
	policy: Policy;
	/** The node's error settings, for the wording of a failure. */
	settings?: FailureSettings;
	/** This item's slot among the jobs the endpoint runs at once. */
	slot: JobSlot;
	/**
	 * Key that identifies this item's orders even after a restart, if n8n makes that possible;
	 * otherwise a UUID is used.
	 */
	orderKey?: string;
	/** The owner of these jobs; undefined if n8n does not identify it. */
	owner?: ClaimOwner;
	/**
	 * Looks up what an earlier run of this execution ordered for this item; undefined if there was none.
	 */
	settlePastOrder?(): Promise<PastOutcome>;
	/** Called and awaited before an order is sent. */
	onOrdering?(order: AnnouncedOrder, route: Route): Promise<void>;
	/** Called when an order was certainly refused. */
	onRefused?(): void;
	/** Called as soon as a job is accepted, before anything else. */
	onAccepted(job: JobRecord): void;
	/**
	 * Called as soon as the answer to an order names a job without confirming that it was accepted.
	 */
	onNamed?(jobId: string): void;
	/** Called when the outcome of a submit becomes unknown, or known again. */
	onLostChanged(): void;
	/** Called when the job has finished and its file is being fetched: another job may start. */
	onDownloading?(): void;
}
