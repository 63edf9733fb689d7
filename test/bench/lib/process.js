'use strict';
const { readFileSync, writeFileSync } = require('node:fs');

/** Where the system tells these things of another process; elsewhere memory and CPU are left out. */
const canMeasure = process.platform === 'linux';
/** Ticks a second: 100 on every Linux. */
const TICKS = 100;

const statusOf = (pid, field) =>
	Number(
		new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
	) / 1024;

/** Megabytes of a process in memory now. */
const residentMb = (pid) => statusOf(pid, 'VmRSS');
/** The highest that has been since `forgetPeak`. */
const peakMb = (pid) => statusOf(pid, 'VmHWM');
const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** Milliseconds of CPU a process has used, all threads. */
function cpuMs(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1000;
}

/**
 * What some work costs a process.
 * @template T
 * @param {number} pid @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, cpuMs?: number, idleMb?: number, peakMb?: number }>}
 */
async function costOf(pid, work) {
	if (!canMeasure) return { result: await work() };
	forgetPeak(pid);
	const idleMb = residentMb(pid);
	const before = cpuMs(pid);
	const result = await work();
	return { result, cpuMs: cpuMs(pid) - before, idleMb, peakMb: peakMb(pid) };
}

module.exports = { canMeasure, costOf };
