'use strict';

/** Google's token endpoint, Drive's uploads and Sheets' values, as far as n8n's nodes ask. */
function answerGoogle(req, url, body, state) {
	const { pathname } = url;
	if (url.hostname === 'oauth2.googleapis.com')
		return { json: { access_token: 'local', expires_in: 3600, token_type: 'Bearer' } };
	if (req.headers.authorization !== 'Bearer local' && !url.searchParams.has('upload_id'))
		return { status: 401, json: { error: { code: 401, message: 'Invalid Credentials' } } };
	if (pathname === '/upload/drive/v3/files') return answerUpload(req, url, body, state);
	const file = pathname.match(/^\/drive\/v3\/files\/([^/]+)$/);
	if (file && req.method === 'PATCH') {
		Object.assign(state.drive[file[1]], JSON.parse(body.toString()));
		const { name, mimeType } = state.drive[file[1]];
		const link = `https://drive.google.com/file/d/${file[1]}/view`;
		return { json: { id: file[1], name, mimeType, webViewLink: link } };
	}
	const sheet = pathname.match(
		/^\/v4\/spreadsheets\/([^/:]+)(?:\/values(?::batchUpdate|\/(.+))?)?$/,
	);
	return sheet ? answerSheet(req, url, body, state.sheets[sheet[1]], sheet[2]) : undefined;
}

/** Small files come whole, beside their metadata; large ones in pieces to an address of their own. */
function answerUpload(req, url, body, { drive }) {
	const session = url.searchParams.get('upload_id');
	if (session) {
		const [, end, total] = req.headers['content-range'].match(/-(\d+)\/(\d+)$/).map(Number);
		const file = drive[session];
		file.data = Buffer.concat([Buffer.from(file.data, 'base64'), body]).toString('base64');
		return end + 1 < total ? { status: 308 } : { json: { id: session } };
	}
	const id = `file${Object.keys(drive).length + 1}`;
	if (url.searchParams.get('uploadType') === 'resumable') {
		drive[id] = { data: '' };
		const location = `https://${url.hostname}${url.pathname}?upload_id=${id}`;
		return { headers: { location } };
	}
	drive[id] = { data: lastPart(req, body).toString('base64') };
	return { json: { id } };
}

/** The bytes of a multipart body's last part. */
function lastPart(req, body) {
	const boundary = `--${req.headers['content-type'].split('boundary=')[1]}`;
	const end = body.lastIndexOf(`\r\n${boundary}--`);
	const start = body.indexOf('\r\n\r\n', body.lastIndexOf(boundary, end - 1)) + 4;
	return body.subarray(start, end);
}

/** A sheet is `{ title, rows }`; ranges name rows, and the columns are few. */
function answerSheet(req, url, body, sheet, range) {
	if (!sheet) return { status: 404, json: { error: { code: 404, message: 'Not found' } } };
	if (/:batchUpdate$/.test(url.pathname)) {
		for (const { range: place, values } of JSON.parse(body.toString()).data)
			write(sheet, place, values);
		return { json: { responses: [] } };
	}
	if (range === undefined)
		return { json: { sheets: [{ properties: { sheetId: 0, title: sheet.title } }] } };
	const [from, to] = rowsOf(decodeURIComponent(range));
	return { json: { values: sheet.rows.slice(from - 1, to) } };
}

function write(sheet, place, values) {
	const [, column, row] = place.match(/!([A-Z])(\d+)/);
	const first = column.charCodeAt(0) - 'A'.charCodeAt(0);
	values.forEach((cells, i) => {
		const target = (sheet.rows[Number(row) - 1 + i] ??= []);
		cells.forEach((cell, j) => {
			if (cell !== null && cell !== undefined) target[first + j] = cell;
		});
	});
}

function rowsOf(range) {
	const [from, to] = [...range.split('!').at(-1).matchAll(/(\d+)/g)].map(([number]) =>
		Number(number),
	);
	return from === undefined ? [1, Infinity] : [from, to ?? Infinity];
}

module.exports = { answerGoogle };
