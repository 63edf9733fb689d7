'use strict';

/** @param {string[]} head @param {string[][]} rows */
function toTable(head, rows) {
	const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** @param {unknown} value */
const toCode = (value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** A sentence of the description as Markdown: one line, no HTML, a full stop at the end. */
function toSentence(text = '') {
	const plain = text
		.replace(/<[^>]+>/g, '')
		.replace(/\s+/g, ' ')
		.trim();
	return plain === '' || /[.!?]$/.test(plain) ? plain : `${plain}.`;
}

/**
 * Replaces what stands between `<!-- NAME: generated -->` and `<!-- end -->` for each name of `blocks`.
 * @param {string} text
 * @param {Record<string, string>} blocks
 */
function fillBlocks(text, blocks) {
	return Object.entries(blocks).reduce((page, [name, block]) => {
		const pattern = new RegExp(`(<!-- ${name}: generated -->\n)[\\s\\S]*?(<!-- end -->)`);
		if (!pattern.test(page)) throw new Error(`The page has no block '${name}'`);
		return page.replace(pattern, (_, open, close) => `${open}${block}\n${close}`);
	}, text);
}

module.exports = { fillBlocks, toCode, toSentence, toTable };
