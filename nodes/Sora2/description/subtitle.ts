import { CHANNELS } from '../channels';
import { OPERATIONS } from './operation';

const operationNames = Object.fromEntries(OPERATIONS.map(({ value, name }) => [value, name]));
const channelNames = Object.fromEntries(
	Object.values(CHANNELS).map(({ name, displayName }) => [name, displayName]),
);

/** The text below the node on the canvas, such as "Generate: Official Reverse". */
export const subtitle = `={{ (${JSON.stringify(operationNames)})[$parameter["operation"]] + ($parameter["operation"] !== "estimate" && $parameter["channel"] ? ": " + ((${JSON.stringify(channelNames)})[$parameter["channel"]] ?? $parameter["channel"]) : "") }}`;
