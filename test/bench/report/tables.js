'use strict';
const { PEERS } = require('../lib/peers');

/** Figures as tables of text: what is printed and what is written come from here. */
const fixed = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const times = (a, b) => (Number.isFinite(a / b) ? `${(a / b).toFixed(2)} ×` : '–');
const nameOf = ({ peer, concurrency }) =>
	PEERS[peer].name + (concurrency ? `, ${concurrency} at a time` : '');
const dollars = (value) => `$${value.toFixed(2)}`;

/** @typedef {{ head: string[], rows: string[][] }} Table */

/** @param {any} result @returns {Table} */
function batchTable({ count, slowestSeconds, rows }) {
	const bare = (row) =>
		rows.find(
			(one) => one.peer === 'bare' && (one.concurrency === row.concurrency || !row.concurrency),
		);
	return {
		head: [
			'client',
			'delivered',
			'time',
			'jobs alone, in item order',
			'time / that',
			'jobs alone, longest first',
			'time / bare client',
			'end noticed late, median',
			'polls a job, median (most)',
		],
		rows: rows.map((row) => {
			const isLimited = row.concurrency && row.concurrency < count;
			const [inOrder, best] = isLimited
				? [row.inOrderSeconds, row.bestSeconds]
				: [slowestSeconds, slowestSeconds];
			return [
				nameOf(row),
				`${row.delivered} of ${row.count}`,
				`${fixed(row.seconds)} s`,
				`${fixed(inOrder)} s`,
				times(row.seconds, inOrder),
				`${fixed(best)} s`,
				times(row.seconds, bare(row)?.seconds),
				`${fixed(row.lateMs / 1000, 2)} s`,
				`${row.polls} (${row.mostPolls})`,
			];
		}),
	};
}

/** @param {any} result @returns {Table} */
function refusalsTable({ rows }) {
	return {
		head: [
			'refused',
			'client',
			'ordered',
			'delivered',
			'charged',
			'charged for',
			'charged per delivered video',
			'orders sent',
		],
		rows: rows.map((row) => [
			`${Math.round(row.share * 100)} % (${row.refused}, first of a batch: ${row.first})`,
			nameOf(row),
			String(row.ordered),
			`${row.delivered}`,
			dollars(row.chargedUsd),
			`${row.chargedJobs} videos`,
			row.delivered > 0 ? dollars(row.chargedUsd / row.delivered) : '–',
			String(row.submits),
		]),
	};
}

/** @param {any} result @returns {Table} */
function bigFilesTable({ rows }) {
	const limit = rows.find((row) => row.peer === 'bare')?.seconds;
	const mb = (value) => (value === undefined ? '–' : `${fixed(value, 0)} MB`);
	return {
		head: [
			'client',
			'binary data',
			'videos',
			'delivered',
			'idle',
			'peak',
			'peak over idle',
			'time',
			'beside the bare client',
		],
		rows: rows.map((row) => [
			nameOf(row),
			row.mode ?? 'its own file',
			`${row.count} of ${row.size.replace(/MB$/, ' MB')}`,
			String(row.delivered),
			mb(row.idleMb),
			mb(row.peakMb),
			mb(row.raisedMb),
			`${fixed(row.seconds)} s`,
			limit === undefined || row.count !== rows[0].count ? '–' : times(row.seconds, limit),
		]),
	};
}

/** @param {any} result @returns {Table} */
function scaleTable({ rows }) {
	return {
		head: ['items', 'delivered', 'CPU an item', 'calls an item', 'peak over idle', 'time'],
		rows: rows.map((row) => [
			String(row.count),
			String(row.delivered),
			`${fixed(row.cpuMsPerItem)} ms`,
			fixed(row.callsPerItem),
			`${fixed(row.raisedMb, 0)} MB`,
			`${fixed(row.seconds)} s`,
		]),
	};
}

module.exports = { batchTable, bigFilesTable, fixed, refusalsTable, scaleTable };
