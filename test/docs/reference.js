'use strict';
/**
 * The generated tables of docs/reference.md, from the node's description, the credential, the channels' declarations,
 * the output schemas and the rules about failures. A unit test compares them with the page.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Sora2Api } = require('../../credentials/Sora2Api.credentials');
const { CHANNELS } = require('../../nodes/Sora2/channels');
const { TRAITS } = require('../../nodes/Sora2/errors/classify');
const { FAILURE_CLASSES } = require('../../nodes/Sora2/errors/failure');
const { RULES } = require('../../nodes/Sora2/errors/rules');
const { LEDGER_COLUMNS } = require('../../nodes/Sora2/jobs/ledgerRow');
const { Sora2 } = require('../../nodes/Sora2/Sora2.node.ts');
const { Sora2Trigger } = require('../../nodes/Sora2/Sora2Trigger.node.ts');
const { rememberedFields } = require('../../nodes/Sora2/description/estimate');
const { ADVICE } = require('./advice');
const { toCode, toSentence, toTable } = require('./markdown');

const SCHEMAS = join(__dirname, '../../nodes/Sora2/__schema__/v1.0.0/video');
/** What the editor shows and nobody sets. */
const SILENT = new Set(['notice', 'hidden', 'callout', 'button']);
/** Tables of their own. */
const APART = new Set(['resource', 'operation', 'options', 'channel', 'toolDescription']);

const { properties: all } = new Sora2().description;
/** Shown under Estimate so that n8n's editor does not forget them. */
const properties = all.filter((property) => !rememberedFields.includes(property));
const find = (name) => properties.find((property) => property.name === name);
const OPERATIONS = find('operation').options.map(({ name, value, description }) => ({
	name,
	value,
	description,
}));

/** The blocks of the page, by name. */
function buildReference() {
	return {
		credential: toFieldTable(new Sora2Api().properties, { withOperations: false }),
		operations: toTable(
			['operation', 'name', 'what it does', 'keys of its item'],
			OPERATIONS.map(({ name, value, description }) => [
				name,
				toCode(value),
				toSentence(description),
				readKeys(value).map(toCode).join(', '),
			]),
		),
		channels: toTable(
			['channel', 'name', 'own model', ''],
			Object.values(CHANNELS).map(({ displayName, name, models, description }) => [
				displayName,
				toCode(name),
				models[0] ? toCode(models[0]) : 'none: name one',
				toSentence(description),
			]),
		),
		fields: toFieldTable(properties.filter(({ name }) => !APART.has(name))),
		options: toFieldTable(find('options').options, { parent: find('options') }),
		trigger: toFieldTable(new Sora2Trigger().description.properties, { withOperations: false }),
		ledger: toTable(
			['column', 'type', 'meaning'],
			Object.entries(LEDGER_COLUMNS).map(([name, { type, description }]) => [
				toCode(name),
				type,
				toSentence(description),
			]),
		),
		failures: toTable(
			['class', 'retryable', 'failover', 'what to do'],
			FAILURE_CLASSES.map((name) => [
				toCode(name),
				describeRetryable(name),
				TRAITS[name].failover ? 'yes' : 'no',
				ADVICE[name],
			]),
		),
		codes: toTable(
			['class', 'codes'],
			FAILURE_CLASSES.map((name) => [toCode(name), readCodes(name).map(toCode).join(', ')]).filter(
				([, codes]) => codes !== '',
			),
		),
	};
}

/** A row for each name; a field that is declared several times, once for each default, is one row. */
function toFieldTable(fields, { withOperations = true, parent = {} } = {}) {
	const names = [...new Set(fields.filter((f) => !SILENT.has(f.type)).map((f) => f.name))];
	const rows = names.map((name) => {
		const all = fields.filter((field) => field.name === name && !SILENT.has(field.type));
		return [
			all[0].displayName,
			toCode(name),
			...(withOperations ? [describeOperations(all, parent)] : []),
			describeDefault(all),
			describe(all),
		];
	});
	return toTable(
		['field', 'name', ...(withOperations ? ['operations'] : []), 'default', 'what it is'],
		rows,
	);
}

function describe(fields) {
	const sentences = [...new Set(fields.map(({ description }) => toSentence(description)))];
	return [...sentences, describeValues(fields[0])].filter(Boolean).join(' ');
}

/** The values of a list, with the editor's description of each. */
function describeValues({ type, options = [] }) {
	if (!/options$/i.test(type)) return '';
	return `Values: ${options.map(describeValue).join('; ')}.`;
}

function describeValue({ name, value, description }) {
	const isSame = name.toLowerCase() === String(value).toLowerCase();
	const label = isSame ? '' : name.replace(new RegExp(`^${value} \\((.*)\\)$`), '$1');
	const words = description ? toSentence(description).replace(/\.$/, '') : label;
	return `${toCode(value)}${words ? ` (${words})` : ''}`;
}

function describeDefault(fields) {
	const defaults = new Map();
	const isForTool = ({ displayOptions }) => displayOptions?.show?.['@tool'] !== undefined;
	const forPeople = fields.filter((field) => !isForTool(field));
	for (const { default: value, displayOptions } of forPeople.length > 0 ? forPeople : fields) {
		const hidden = displayOptions?.hide?.channel;
		const channels =
			displayOptions?.show?.channel ??
			(hidden ? Object.keys(CHANNELS).filter((c) => !hidden.includes(c)) : []);
		const key = toDefault(value);
		defaults.set(key, [...(defaults.get(key) ?? []), ...channels.filter((c) => CHANNELS[c])]);
	}
	if (defaults.size === 1) return [...defaults.keys()][0];
	return [...defaults]
		.map(([value, channels]) => `${value}${channels.length ? ` (${channels.join(', ')})` : ''}`)
		.join('; ');
}

function toDefault(value) {
	const inner = value?.mode ? value.value : value;
	const isEmpty = inner === '' || (typeof inner === 'object' && Object.keys(inner).length === 0);
	return isEmpty ? '' : toCode(inner);
}

function describeOperations(fields, parent) {
	const possible = readOperations(parent.displayOptions);
	const shown = new Set(
		fields
			.flatMap(({ displayOptions }) => readOperations(displayOptions))
			.filter((operation) => possible.includes(operation)),
	);
	if (shown.size === OPERATIONS.length) return 'all';
	const hidden = OPERATIONS.filter(({ value }) => !shown.has(value));
	return hidden.length <= 2
		? `all but ${hidden.map(({ value }) => value).join(', ')}`
		: OPERATIONS.filter(({ value }) => shown.has(value))
				.map(({ value }) => value)
				.join(', ');
}

function readOperations({ show = {}, hide = {} } = {}) {
	const shown = show.operation ?? show['/operation'] ?? OPERATIONS.map(({ value }) => value);
	const hidden = hide.operation ?? hide['/operation'] ?? [];
	return shown.filter((operation) => !hidden.includes(operation));
}

/** The codes a class is known by, in the rules' order. */
function readCodes(name, isWanted = () => true) {
	const rules = RULES.filter((rule) => rule.class === name && isWanted(rule));
	return [...new Set(rules.flatMap((rule) => rule.codes ?? []))];
}

function describeRetryable(name) {
	const usual = TRAITS[name].retryable;
	const others = readCodes(name, (rule) => (rule.retryable ?? usual) !== usual);
	if (others.length === 0) return usual ? 'yes' : 'no';
	return `${usual ? 'yes' : 'no'}; ${others.map(toCode).join(', ')} ${usual ? 'no' : 'yes'}`;
}

/** The top-level keys an operation's item can have. */
function readKeys(operation) {
	const file = `${operation}.json`;
	if (!readdirSync(SCHEMAS).includes(file)) return [];
	return Object.keys(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')).properties);
}

module.exports = { buildReference };
