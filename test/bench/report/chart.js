'use strict';
const { PEERS } = require('../lib/peers');

const COLOURS = { ours: '#d1495b', openAi: '#66a182', loop: '#edae49', bare: '#8d96a3' };

/**
 * Three bar charts in one picture: time of the batch, charged per delivered video, memory. White ground, because GitHub
 * shows the file in both themes.
 * @param {any} results
 * @returns {Promise<string>} SVG
 */
async function chart({ batch, refusals, bigFiles }) {
	const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')]);
	const share = refusals && Math.max(...refusals.rows.map((row) => row.share));
	const panels = [
		batch &&
			bars(
				`${batch.count} videos, seconds (the slowest job: ${batch.slowestSeconds.toFixed(1)} s)`,
				batch.rows
					.filter((row) => !row.concurrency || row.concurrency >= batch.count)
					.map((row) => ({ peer: row.peer, value: row.seconds })),
				'.1f',
			),
		refusals &&
			bars(
				`Charged per delivered video at ${Math.round(share * 100)} % refusals, US dollars`,
				refusals.rows
					.filter((row) => row.share === share && row.delivered > 0)
					.map((row) => ({ peer: row.peer, value: row.chargedUsd / row.delivered })),
				'.2f',
			),
		refusals &&
			bars(
				`Delivered of ${refusals.rows[0].ordered} ordered at ${Math.round(share * 100)} % refusals`,
				refusals.rows
					.filter((row) => row.share === share)
					.map((row) => ({ peer: row.peer, value: row.delivered })),
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
			{
				mark: { type: 'bar', height: 15 },
				encoding: {
					color: {
						field: 'peer',
						type: 'nominal',
						legend: null,
						scale: { domain: Object.keys(COLOURS), range: Object.values(COLOURS) },
					},
				},
			},
			{
				mark: { type: 'text', align: 'left', dx: 5, fontSize: 12 },
				encoding: { text: { field: 'value', type: 'quantitative', format } },
			},
		],
	};
}

module.exports = { chart };
