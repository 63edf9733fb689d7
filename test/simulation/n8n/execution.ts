/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setMaxListeners } from 'node:events';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { Case } from '../scenario/types';
import type { World } from '../world/world';
import { buildContext } from './context';
import type { N8nProcess } from './process';
import { sortOutErrors } from './errorOutput';

/** What the user set on the node, and what n8n runs it with. */
export interface Setup {
	world: World;
	drawn: Case;
	process: N8nProcess;
	id: number;
	mode: 'trigger' | 'retry';
	/** The execution's identity that a Retry keeps. */
	origin: { establishedAt: number; resumeToken: string };
	items: INodeExecutionData[];
	/** The node's context, as n8n saved it. */
	context: IDataObject;
}

export type Status = 'running' | 'success' | 'error' | 'canceled' | 'crashed';

/** Longest time n8n waits between tries, which the cases leave at its default. */
const WAIT_BETWEEN_TRIES_MS = 1000;

/** One execution of the workflow, as far as n8n's engine and the node have to do with each other. */
export class Execution {
	status: Status = 'running';
	/** The first output, and the error output. */
	readonly outputs: [INodeExecutionData[], INodeExecutionData[]] = [[], []];
	/** The error that stopped the workflow. */
	error?: Error;
	/** Everything the node threw, whatever n8n made of it. */
	readonly thrown: Error[] = [];
	readonly log: string[] = [];
	readonly hints: string[] = [];
	readonly customData = new Map<string, string>();
	/** Files by the ID the store gave them. */
	readonly files = new Map<string, Buffer>();
	readonly fileNames: string[] = [];
	readonly context: IDataObject;
	readonly node: INode;
	tries = 0;
	stopped = false;
	stoppedAt?: number;
	/** What a try put out that ended after Stop and not as canceled. */
	wentOn?: string;
	readonly startedAt: number;
	endedAt?: number;
	private readonly abort = new AbortController();
	/** The same object in every try. */
	private readonly executeData: object;

	constructor(readonly setup: Setup) {
		// Every request and every pause of the model listens; n8n's own client does so elsewhere.
		setMaxListeners(0, this.abort.signal);
		const { drawn, world } = setup;
		this.startedAt = world.time.elapsed;
		this.context = structuredClone(setup.context);
		this.node = {
			id: 'sora',
			name: 'Sora 2 Generate',
			type: 'n8n-nodes-sora2.sora2',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
			onError: drawn.node.onError,
			...(drawn.node.tries > 1 && { retryOnFail: true, maxTries: drawn.node.tries }),
		};
		this.executeData = { node: this.node, data: { main: [setup.items] }, source: null };
	}

	/** Runs it to its end; never ends when its process dies. */
	async run(): Promise<void> {
		const { world, drawn, process } = this.setup;
		// engine.md, section 1: n8n's own bounds, and its own loop.
		const maxTries = this.node.retryOnFail ? Math.min(5, Math.max(2, drawn.node.tries)) : 1;
		let failure: Error | undefined;
		let isRequest = false;
		for (let n = 0; n < maxTries; n++) {
			failure = undefined;
			if (n > 0) await world.time.sleep(WAIT_BETWEEN_TRIES_MS, process);
			try {
				let output = await this.runNode();
				while (this.isFailure(output) && n !== maxTries - 1) {
					await world.time.sleep(WAIT_BETWEEN_TRIES_MS, process);
					output = await this.runNode();
					n++;
				}
				// Run me again, it says: n8n puts the node back, and sees that the execution was canceled.
				isRequest = !Array.isArray(output);
				if (isRequest) break;
				this.outputs[0] = output[0] ?? [];
				this.outputs[1] = [];
				if (drawn.node.onError === 'continueErrorOutput') sortOutErrors(this);
				break;
			} catch (error) {
				failure = error as Error;
				this.thrown.push(failure);
			}
		}
		if (this.setup.process.dead) return;
		if (isRequest && !this.stopped) throw new Error('an engine request without a reason');
		if (failure && drawn.node.onError === 'stopWorkflow') this.error = failure;
		// Where On Error continues, n8n passes the input on as if all were well.
		else if (failure) this.outputs[0] = this.setup.items;
		this.end(this.stopped ? 'canceled' : this.error ? 'error' : 'success');
	}

	/** The user's Stop, or the workflow's time-out: recorded before the node can answer. */
	stop(): void {
		if (this.status !== 'running' || this.stopped) return;
		this.stopped = true;
		this.stoppedAt = this.setup.world.time.elapsed;
		this.abort.abort();
	}

	crash(): void {
		if (this.status === 'running') this.end('crashed');
	}

	/** The node's context as a Retry gets it back: what of it n8n saved. */
	savedContext(): IDataObject {
		// engine.md, sections 4 and 13: an error saves it, Stop only in queue mode, a crash never.
		const isSaved =
			this.status === 'error' || (this.status === 'canceled' && this.setup.drawn.n8n.queue);
		return isSaved ? (JSON.parse(JSON.stringify(this.context)) as IDataObject) : {};
	}

	/** What of the custom data n8n keeps. */
	savedCustomData(): string {
		const isLost =
			this.status === 'crashed' || (this.status === 'canceled' && this.setup.drawn.n8n.queue);
		return isLost ? '' : [...this.customData.values()].join();
	}

	private end(status: Status): void {
		this.status = status;
		this.endedAt = this.setup.world.time.elapsed;
		this.setup.world.step(`e${this.setup.id} ends: ${status}`);
	}

	private async runNode(): Promise<INodeExecutionData[][]> {
		this.tries++;
		this.setup.world.step(`e${this.setup.id} try ${this.tries}`);
		this.hints.length = 0;
		const context = buildContext(this, this.executeData, this.abort.signal);
		const { node } = this.setup.process;
		const output = await (node.execute!.call(context) as Promise<INodeExecutionData[][]>).then(
			(value) => ({ value }),
			(error: Error) => ({ error }),
		);
		if (this.setup.process.dead) await new Promise(() => {});
		if (this.stopped) {
			const isCanceled =
				'error' in output
					? /canceled/.test(output.error.message)
					: !Array.isArray(output.value) || JSON.stringify(output.value).includes('"cancelled"');
			if (!isCanceled) this.wentOn = 'error' in output ? output.error.message : 'items';
		}
		if ('error' in output) throw output.error;
		return output.value;
	}

	/** Whether n8n runs the node again for this item. */
	private isFailure(output: INodeExecutionData[][]): boolean {
		const error = Array.isArray(output) ? output[0]?.[0]?.json?.error : undefined;
		// Up to 2.20 a key without a value counts.
		return this.setup.drawn.n8n.version === '2.41'
			? error !== undefined && error !== null && error !== false
			: error !== undefined;
	}
}
