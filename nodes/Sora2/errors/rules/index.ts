import { AUTH, QUOTA } from './account';
import { LIMITS, OUTAGE, OVERLOAD } from './limits';
import { MODEL } from './model';
import { MODERATION } from './moderation';
import { REGION } from './region';
import { REQUEST_CODES, REQUEST_WORDS } from './request';
import type { Rule } from './rule';
import { UNKNOWN_OUTCOME, UPSTREAM } from './unknownOutcome';

export type { Rule } from './rule';

/**
 * Which signal means which class. Each rule is one line of meaning, and rules are tested in this
 * order (a region refusal that also says "invalid request" is a region refusal). At each position a
 * specific code outranks a message, a message outranks a generic code (`invalid_request_error`
 * accompanies everything), and the HTTP status comes last, because it can be wrong either way.
 *
 * Sources: OpenAI's openapi.yaml (2026-08-21), new-api, LiteLLM, sora2api, SGLang and vLLM-Omni
 * source, documentation of APIYI, laozhang, kie.ai, OpenRouter, WaveSpeed; read in November 2026.
 */
export const RULES: readonly Rule[] = [
	...REGION,
	...QUOTA,
	...MODEL,
	...MODERATION,
	...AUTH,
	...LIMITS,
	...OVERLOAD,
	...REQUEST_CODES,
	...UNKNOWN_OUTCOME,
	...OUTAGE,
	...REQUEST_WORDS,
	...UPSTREAM,
];
