'use strict';

// n8n-core reads the environment when it is first imported: a folder of its own, no log, no telemetry.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const folder = mkdtempSync(join(tmpdir(), 'sora2-engine-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'test-only';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
process.env.N8N_AVAILABLE_BINARY_DATA_MODES = 'filesystem';
require('reflect-metadata');

// One seed for every run, so that a red run is a change of the code and not of the dice; FC_SEED draws others.
require('fast-check').configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261123) });
