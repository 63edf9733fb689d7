'use strict';
const { PEERS } = require('../lib/peers');

const COLOURS = {
	ours: '#d1495b',
	openAi: '#66a182',
	gemini: '#00798c',
	loop: '#edae49',
	bare: '#8d96a3',
	stream: '#8d96a3',
};
const COLOUR = {
	field: 'peer',
	type: 'nominal',
	legend: null,
	scale: { domain: Object.keys(COLOURS), range: Object.values(COLOURS) },
};

/**
 * Bar charts in one picture: time of a batch, charged per delivered video, memory. White ground, because GitHub shows
 * the file in both themes.
 * @param {any} results
 * @returns {Promise<string>} SVG
 */
async function drawBars({ growth, refusals, bigFiles }) {
	const share = refusals && Math.max(...refusals.rows.map((row) => row.share));
	const worst = refusals?.rows.filter((row) => row.share === share);
	const batch = growth && growth.rows.filter((row) => row.count === growth.serial);
	const panels = [
		batch &&
			bars(
				`${growth.serial} videos, seconds (the slowest job: ${batch[0].slowestSeconds.toFixed(1)} s)`,
				batch.map((row) => ({ peer: row.peer, value: row.seconds })),
				'.1f',
			),
		worst &&
			bars(
				`Charged per delivered video at ${Math.round(share * 100)} % refusals, US dollars`,
				worst
					.filter((row) => row.delivered > 0)
					.map((row) => ({ peer: row.peer, value: row.chargedUsd / row.delivered })),
				'.2f',
			),
		worst &&
			bars(
				`Delivered of ${worst[0].ordered} ordered at ${Math.round(share * 100)} % refusals`,
				worst.map((row) => ({ peer: row.peer, value: row.delivered })),
				'.0f',
			),
		bigFiles &&
			bars(
				`Peak memory over idle, MB (${bigFiles.size.replace(/MB$/, ' MB')} a video)`,
				bigFiles.rows
					.filter((row) => row.raisedMb !== undefined)
					.map((row) => ({
						peer: row.peer,
						value: row.raisedMb,
						note: `, ${row.mode}, ${row.count} videos`,
					})),
				'.0f',
			),
	].filter(Boolean);
	return await draw(panels);
}

/**
 * How requests, time and memory grow with the number of jobs; dashed where it is extrapolated.
 * @param {any} growth @returns {Promise<string>} SVG
 */
async function drawGrowth({ rows }) {
	const named = rows.map((row) => ({ ...row, client: PEERS[row.peer].name }));
	return await draw(
		[
			['requests', 'Requests to the endpoint'],
			['seconds', 'Seconds until the last video is there'],
			['raisedMb', 'Peak memory over idle, MB'],
		].map(([field, title]) => lines(title, field, named)),
	);
}

async function draw(panels) {
	const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')]);
	const spec = {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		background: 'white',
		padding: 16,
		spacing: 24,
		vconcat: panels,
		config: {
			font: 'sans-serif',
			view: { stroke: null },
			title: { anchor: 'start', fontSize: 13 },
		},
	};
	const view = new vega.View(vega.parse(lite.compile(spec).spec), { renderer: 'none' });
	const svg = await view.toSVG();
	view.finalize();
	return `${svg}\n`;
}

function lines(title, field, rows) {
	const known = rows.filter((row) => Number.isFinite(row[field]) && row[field] > 0);
	const measured = known.filter((row) => !row.isExtrapolated);
	// A dashed line begins where the measured one ends.
	const beyond = known.filter(
		(row) =>
			row.isExtrapolated ||
			(known.some((one) => one.peer === row.peer && one.isExtrapolated) &&
				row.count === Math.max(...measured.filter((m) => m.peer === row.peer).map((m) => m.count))),
	);
	const counts = [...new Set(rows.map((row) => row.count))].sort((a, b) => a - b);
	const peers = Object.keys(COLOURS).filter((peer) => rows.some((row) => row.peer === peer));
	const scale = { type: 'log' };
	const encoding = {
		x: { field: 'count', type: 'quantitative', scale, axis: { title: 'jobs', values: counts } },
		y: { field, type: 'quantitative', scale, axis: { title: null, tickCount: 4, format: '~s' } },
		color: {
			field: 'client',
			type: 'nominal',
			legend: { title: null, symbolType: 'stroke', labelLimit: 0 },
			scale: {
				domain: peers.map((peer) => PEERS[peer].name),
				range: peers.map((peer) => COLOURS[peer]),
			},
		},
	};
	return {
		title,
		width: 420,
		height: 200,
		layer: [
			{ data: { values: measured }, mark: { type: 'line', point: true }, encoding },
			{ data: { values: beyond }, mark: { type: 'line', strokeDash: [4, 4] }, encoding },
		],
	};
}

function bars(title, values, format) {
	const data = values.map(({ peer, value, note = '' }) => ({
		client: PEERS[peer].name + note,
		peer,
		value,
	}));
	const y = {
		field: 'client',
		type: 'nominal',
		sort: null,
		axis: {
			title: null,
			labelLimit: 0,
			minExtent: 250,
			ticks: false,
			domain: false,
			labelFontSize: 12,
		},
	};
	const x = {
		field: 'value',
		type: 'quantitative',
		scale: { zero: true, nice: false },
		axis: null,
	};
	return {
		title,
		width: 460,
		height: { step: 24 },
		data: { values: data },
		encoding: { x, y },
		layer: [
			{ mark: { type: 'bar', height: 15 }, encoding: { color: COLOUR } },
			{
				mark: { type: 'text', align: 'left', dx: 5, fontSize: 12 },
				encoding: { text: { field: 'value', type: 'quantitative', format } },
			},
		],
	};
}

module.exports = { drawBars, drawGrowth };
