/** A gateway that runs in front of an OpenAI-compatible upstream. */
export interface Gateway {
	/** ends in `/v1` */
	baseUrl: string;
	key: string;
	close(): Promise<void>;
}

/** @param options.retries how often LiteLLM itself repeats a failed call; its own default if left out */
export function startLiteLlm(upstream: string, options?: { retries?: number }): Promise<Gateway>;
