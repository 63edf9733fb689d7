/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';

/** fast-check with one seed for every run, so that a red run is a change of the code and not of the dice; FC_SEED draws others. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261123) });

export default fc;
