'use strict';
const { NodeHelpers } = require('n8n-workflow');

/**
 * Holds a saved node's parameters against the node's live description, as the editor would show them.
 * @param {any} node
 * @param {any} description as `/types/nodes.json` serves it
 * @returns {string[]} what does not fit: unknown names, fields that are not shown, values that cannot be chosen
 */
function checkParameters(node, description) {
	const known =
		NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			true,
			true,
			node,
			description,
		) ?? {};
	return check(
		description.properties,
		node.parameters,
		known,
		{ node, description, root: known },
		'',
	);
}

/** The description of a node in the version a workflow wants. @param {any[]} types @param {any} node */
function descriptionOf(types, { type, typeVersion }) {
	return types.find((one) => one.name === type && [].concat(one.version).includes(typeVersion));
}

function check(properties, values, full, scene, path) {
	return Object.entries(values).flatMap(([name, value]) => {
		const at = path + name;
		const named = properties.filter((property) => property.name === name);
		if (named.length === 0) return [`${at}: no such parameter`];
		const shown = named.filter((property) =>
			NodeHelpers.displayParameter(
				{ ...full, ...values },
				property,
				scene.node,
				scene.description,
				scene.root,
			),
		);
		if (shown.length === 0) return [`${at}: not shown here`];
		const problems = shown.map((property) => checkValue(property, value, full?.[name], scene, at));
		return problems.find((found) => found.length === 0) ?? problems[0];
	});
}

function checkValue(property, value, full, scene, at) {
	if (typeof value === 'string' && value.startsWith('=')) return [];
	const { type, options = [], typeOptions = {} } = property;
	const choices = options.map((option) => option.value);
	const free = typeOptions.loadOptionsMethod !== undefined || typeOptions.loadOptions !== undefined;
	switch (type) {
		case 'options':
			return free || choices.includes(value) ? [] : [`${at}: '${value}' cannot be chosen`];
		case 'multiOptions':
			return free
				? []
				: value
						.filter((one) => !choices.includes(one))
						.map((one) => `${at}: '${one}' cannot be chosen`);
		case 'collection':
			return check(options, value, full ?? {}, scene, `${at}.`);
		case 'fixedCollection':
			return Object.entries(value).flatMap(([group, entries]) => {
				const found = options.find((option) => option.name === group);
				if (!found) return [`${at}.${group}: no such group`];
				return []
					.concat(entries)
					.flatMap((entry, i) =>
						check(found.values, entry, defaultsOf(found.values), scene, `${at}.${group}[${i}].`),
					);
			});
		case 'resourceLocator':
			return property.modes.some((mode) => mode.name === value.mode)
				? []
				: [`${at}: no mode '${value.mode}'`];
		case 'boolean':
		case 'number':
		case 'string':
			return typeof value === type ? [] : [`${at}: ${JSON.stringify(value)} is no ${type}`];
		default:
			return [];
	}
}

function defaultsOf(properties) {
	return Object.fromEntries(properties.map((property) => [property.name, property.default]));
}

module.exports = { checkParameters, descriptionOf };
