'use strict';
const { PEERS } = require('../lib/peers');

/** Figures as tables of text: what is printed and what is written come from here. */
const fixed = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const times = (a, b) => (Number.isFinite(a / b) ? `${(a / b).toFixed(2)} ×` : '–');
const nameOf = ({ peer, concurrency }) =>
	PEERS[peer].name + (concurrency ? `, ${concurrency} at a time` : '');
const seconds = (ms) => (Number.isFinite(ms) ? `${fixed(ms / 1000, 2)} s` : '–');
const mb = (value) => (Number.isFinite(value) ? `${fixed(value, 0)} MB` : '–');
const dollars = (value) => `$${value.toFixed(2)}`;

/** @typedef {{ head: string[], rows: string[][] }} Table */

/** @param {any} result @returns {Table} */
function growthTable({ rows, counts }) {
	const bareOf = (count) => rows.find((row) => row.peer === 'bare' && row.count === count);
	const order = Object.keys(PEERS);
	const sorted = [...rows].sort(
		(a, b) =>
			counts.indexOf(a.count) - counts.indexOf(b.count) ||
			order.indexOf(a.peer) - order.indexOf(b.peer),
	);
	return {
		head: [
			'jobs',
			'client',
			'delivered',
			'time',
			'time / slowest job',
			'time / bare client',
			'end noticed late, median',
			'requests',
			'requests a video',
			'peak over idle',
		],
		rows: sorted.map((row) => {
			const about = row.isExtrapolated ? 'about ' : '';
			const bare = bareOf(row.count);
			return [
				String(row.count),
				PEERS[row.peer].name,
				row.isExtrapolated ? '(extrapolated)' : `${row.delivered} of ${row.count}`,
				`${about}${fixed(row.seconds, row.isExtrapolated ? 0 : 1)} s`,
				row.isExtrapolated ? '–' : times(row.seconds, row.slowestSeconds),
				`${about}${times(row.seconds, bare?.seconds)}`,
				seconds(row.lateMs),
				`${about}${fixed(row.requests, 0)}`,
				fixed(row.requests / row.count, 2),
				mb(row.raisedMb),
			];
		}),
	};
}

/** @param {any} result @returns {Table} */
function paceTable({ rows }) {
	return {
		head: [
			'jobs',
			'requests a minute',
			'client',
			'time',
			'the limit alone',
			'time / that',
			'requests a video',
			'end noticed late, median',
		],
		rows: rows.map((row) => [
			`${row.count} of ${lengthOf(row)}${row.hasProgress === false ? ', no progress' : ''}`,
			row.requestsPerMinute === undefined ? 'any' : String(row.requestsPerMinute),
			row.client === 'single'
				? `single polling, every ${row.everyMs / 1000} s`
				: `this node, ${row.hasList ? 'with a list' : 'no list'}${row.isDeclared === false ? ', not told the limit' : ''}`,
			`${fixed(row.seconds)} s`,
			`${fixed(row.leastSeconds)} s`,
			times(row.seconds, row.leastSeconds),
			fixed(row.perVideo, 2),
			seconds(row.lateMs),
		]),
	};
}

const lengthOf = ({ fromMs, toMs }) =>
	fromMs === toMs ? `${fromMs / 1000} s` : `${fromMs / 1000} to ${toMs / 1000} s`;

/** @param {any} result @returns {Table} */
function limitedTable({ rows }) {
	return {
		head: [
			'jobs',
			'requests a minute',
			'delivered',
			'time',
			'the limit alone',
			'time / that',
			'requests a video',
			'refused with 429',
		],
		rows: rows.map((row) => [
			`${row.count} of ${row.jobMs / 1000} s`,
			String(row.requestsPerMinute),
			`${row.delivered} of ${row.count}`,
			`${fixed(row.seconds)} s`,
			`${fixed(row.leastSeconds)} s`,
			times(row.seconds, row.leastSeconds),
			fixed(row.requests / row.count, 2),
			String(row.refused),
		]),
	};
}

/** @param {any} result @returns {Table} */
function waitingTable({ rows }) {
	return {
		head: [
			'jobs',
			'delivered',
			'peak over idle',
			"n8n's own calls: peak over idle",
			'CPU a job',
			"n8n's own calls: CPU a job",
			'live heap a waiting job',
			'live heap a job afterwards',
			'event loop delay, p99 (most)',
			'open: before, while waiting, afterwards',
		],
		rows: rows.map((row) => [
			String(row.count),
			String(row.delivered),
			mb(row.raisedMb),
			mb(row.callsRaisedMb),
			`${fixed(row.cpuMs / row.count)} ms`,
			`${fixed(row.callsCpuMs / row.count)} ms`,
			`${fixed(row.heapKbPerJob)} kB`,
			`${fixed(row.leftKbPerJob)} kB`,
			`${fixed(row.p99Ms)} ms (${fixed(row.mostMs, 0)} ms)`,
			[row.openBefore, row.openDuring, row.openAfter].map(countTimers).join(', '),
		]),
	};
}

const countTimers = (open) => `${open.Timeout ?? 0} timers`;

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
	const bare = rows.find((row) => row.peer === 'bare');
	const streamOf = ({ mode }) => rows.find((row) => row.peer === 'stream' && row.mode === mode);
	const beside = (row, other) =>
		row.count === other?.count && row !== other ? times(row.seconds, other.seconds) : '–';
	return {
		head: [
			'client',
			'binary data',
			'videos',
			'delivered',
			'idle',
			'peak',
			'peak over idle',
			'CPU',
			'time',
			'time / bare client',
			"time / n8n's own stream",
		],
		rows: rows.map((row) => [
			nameOf(row),
			row.mode ?? 'its own file',
			`${row.count} of ${row.size.replace(/MB$/, ' MB')}`,
			String(row.delivered),
			mb(row.idleMb),
			mb(row.peakMb),
			mb(row.raisedMb),
			row.cpuMs === undefined ? '–' : `${fixed(row.cpuMs / 1000)} s`,
			`${fixed(row.seconds)} s`,
			beside(row, bare),
			beside(row, streamOf(row)),
		]),
	};
}

/** @param {any} result @returns {Table} */
function scaleTable({ rows }) {
	return {
		head: [
			'items',
			'delivered',
			'CPU an item',
			'passed on: CPU an item',
			"n8n's own calls: CPU an item",
			"over n8n's own calls",
			'calls an item',
			'peak over idle',
			'time',
		],
		rows: rows.map((row) => [
			String(row.count),
			String(row.delivered),
			`${fixed(row.cpuMsPerItem)} ms`,
			`${fixed(row.passedMsPerItem)} ms`,
			`${fixed(row.calledMsPerItem)} ms`,
			`${fixed(row.cpuMsPerItem - row.calledMsPerItem)} ms`,
			fixed(row.callsPerItem),
			mb(row.raisedMb),
			`${fixed(row.seconds)} s`,
		]),
	};
}

module.exports = {
	bigFilesTable,
	fixed,
	growthTable,
	limitedTable,
	paceTable,
	refusalsTable,
	scaleTable,
	waitingTable,
};
