'use strict';
/** Prints "PASSED FAILED" of a Jest report: `node .ci/count.js report.json EXITCODE`. A run without a report is one failure. */
const { readFileSync } = require('node:fs');

const [file, code] = process.argv.slice(2);
let report = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
try {
	report = JSON.parse(readFileSync(file, 'utf8'));
} catch {
	// Jest ended before it could write: counted below
}
let failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
// A threshold, a teardown or a time limit can fail a run in which every test passed.
if (failed === 0 && Number(code) !== 0) failed = 1;
console.log(report.numPassedTests, failed);
