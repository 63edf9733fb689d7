import type { ModelInfo } from '../channels/modelInfo';
import { readModelInfos } from '../channels/readModelInfo';
import { parseJson } from '../errors/json';
import type { Protocol } from '../protocols/protocol';
import type { EndpointState } from './context';
import { CancelledError, type Ports } from './ports';

/** How long a model list is cached. */
const CACHE_MS = 5 * 60_000;
/** Longest wait for the list; the order can do without it. */
const TIMEOUT_MS = 10_000;
const MAX_ENDPOINTS = 100;

/** Cached model lists, for all runs of this process. */
const CACHE = new Map<string, { at: number; infos: ModelInfo[] }>();

/**
 * Finds what the endpoint publishes about a model. Read once per run and cached for minutes; never
 * throws if the endpoint has no list or cannot be reached.
 */
export async function findModelInfo(
	{ ports, endpoint }: { ports: Ports; endpoint: EndpointState },
	{ modelInfo }: Protocol,
	model: string,
): Promise<ModelInfo | undefined> {
	if (modelInfo === undefined || model === '') return undefined;
	const { path } = modelInfo;
	const key = `${endpoint.baseUrl} ${path}`;
	const known = CACHE.get(key);
	if (known && ports.now() - known.at < CACHE_MS && ports.now() >= known.at)
		return findById(known.infos, model);
	endpoint.modelInfos ??= new Map();
	let pending = endpoint.modelInfos.get(path);
	if (!pending) endpoint.modelInfos.set(path, (pending = fetchModelInfos(ports, endpoint, path)));
	const infos = await pending;
	if (infos.length === 0) return undefined;
	CACHE.delete(key);
	CACHE.set(key, { at: ports.now(), infos });
	if (CACHE.size > MAX_ENDPOINTS) CACHE.delete(CACHE.keys().next().value as string);
	return findById(infos, model);
}

async function fetchModelInfos(
	ports: Ports,
	{ limits }: EndpointState,
	path: string,
): Promise<ModelInfo[]> {
	if (!(await limits.acquire({ maxWaitMs: TIMEOUT_MS }))) return [];
	const sent = await ports.send({ method: 'GET', path }, TIMEOUT_MS).catch((error: unknown) => {
		if (error instanceof CancelledError) throw error;
		return undefined;
	});
	if (sent === undefined || 'error' in sent || sent.answer.status !== 200) return [];
	return readModelInfos(parseJson(sent.answer.text));
}

function findById(infos: ModelInfo[], model: string): ModelInfo | undefined {
	return infos.find(({ id }) => id === model);
}
