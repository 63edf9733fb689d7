import type { History } from './history';
import { boundedCalls, everyWaitEnds, silentAfterStop } from './judge/calls';
import { deliversWhatItCan, itemsInAreItemsOut } from './judge/items';
import { moneyIsTrue, paidAtMostOnce, paidIsNamed } from './judge/money';
import { noSecretOut } from './judge/secrets';

/** A law, in words, and the sentences that say how a history breaks it. */
export interface Law {
	name: string;
	words: string;
	broken(history: History): string[];
}

/** What has to hold in every history, whatever the endpoint, n8n and the user do. */
export const LAWS: readonly Law[] = [
	{
		name: 'paid once',
		words:
			'A video is paid for at most once, however often n8n runs the node, and in whatever process; once more only where the user allowed it, and once more by a Retry of what n8n kept nothing of.',
		broken: paidAtMostOnce,
	},
	{
		name: 'paid and named',
		words:
			'What was paid for is delivered or named: its ID is in an item, an error, the custom data or the log. Where no answer and no list names the job, its name is billed: "unknown". Exempt is what nobody could write down before the process died or the execution was stopped.',
		broken: paidIsNamed,
	},
	{
		name: 'silent after Stop',
		words:
			'After Stop no request begins, the run ends at once, and it ends as canceled. After its end no execution sends anything.',
		broken: silentAfterStop,
	},
	{
		name: 'every wait ends',
		words: 'Every execution ends, within the time its settings allow.',
		broken: everyWaitEnds,
	},
	{
		name: 'items',
		words:
			'Items in are items out: each once, paired, in order; a success with the video of its own prompt, byte by byte, a failure with no key but error; and nothing is thrown where On Error continues.',
		broken: itemsInAreItemsOut,
	},
	{
		name: 'no secret',
		words:
			'The key stands in no item, error, log, hint, custom data or file name, however it is spelled, and goes to no origin but the Base URL’s; no prompt and no signed address stands in a log.',
		broken: noSecretOut,
	},
	{
		name: 'money told',
		words:
			'What a failure says of money is true in the ledger: "no" means that nothing was paid for this video, "yes" that its job was charged, and the words agree with the word.',
		broken: moneyIsTrue,
	},
	{
		name: 'bounded',
		words: 'Orders, looks, lists and downloads are as many as time and tries explain, and no more.',
		broken: boundedCalls,
	},
	{
		name: 'patient',
		words: 'What should not keep a patient node from delivering does not.',
		broken: deliversWhatItCan,
	},
];

/** Every way in which a history breaks a law. */
export function judge(history: History): string[] {
	return LAWS.flatMap(({ name, broken }) => broken(history).map((how) => `${name}: ${how}`));
}
