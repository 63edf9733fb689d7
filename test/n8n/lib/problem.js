'use strict';

/** Something a person can fix: what happened, and what to do about it. Printed without a stack. */
class Problem extends Error {
	/**
	 * @param {string} what what happened, one sentence
	 * @param {string} [remedy] what to do now
	 * @param {string} [detail] the tail of a log or of a tool's output
	 */
	constructor(what, remedy = '', detail = '') {
		super(
			[what, remedy && `What to do: ${remedy}`, detail && indent(detail)]
				.filter(Boolean)
				.join('\n'),
		);
		this.name = 'Problem';
	}
}

/** @param {string} text @returns {string} the last 25 lines, set in */
function indent(text) {
	return text
		.trim()
		.split('\n')
		.slice(-25)
		.map((line) => `    ${line}`)
		.join('\n');
}

/** Prints an error as a person should see it. @param {unknown} error */
function printProblem(error) {
	console.error(
		`\n${error instanceof Problem ? error.message : (error?.stack ?? String(error))}\n`,
	);
}

module.exports = { Problem, printProblem };
