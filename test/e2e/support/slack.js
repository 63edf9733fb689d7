'use strict';

/** Slack's messages and its uploads in three steps, as far as n8n's node asks. */
function answerSlack(req, url, body, { slack }) {
	if (url.hostname === 'files.slack.com') {
		slack.files[url.pathname.slice(1)] = { data: fileOf(req, body).toString('base64') };
		return { json: { ok: true } };
	}
	if (req.headers.authorization !== 'Bearer xoxb-local')
		return { json: { ok: false, error: 'invalid_auth' } };
	const sent = body.length > 0 ? JSON.parse(body.toString()) : {};
	switch (url.pathname) {
		case '/api/files.getUploadURLExternal': {
			const id = `F${Object.keys(slack.files).length + 1}`;
			return { json: { ok: true, file_id: id, upload_url: `https://files.slack.com/${id}` } };
		}
		case '/api/files.completeUploadExternal':
			for (const { id, title } of sent.files)
				Object.assign(slack.files[id], {
					title,
					channel: sent.channel_id,
					text: sent.initial_comment,
				});
			return { json: { ok: true, files: sent.files } };
		case '/api/chat.postMessage':
			slack.messages.push(sent);
			return { json: { ok: true, ts: '1', channel: sent.channel, message: sent } };
		default:
			return { json: { ok: false, error: 'unknown_method' } };
	}
}

/** The bytes of a form's only file. */
function fileOf(req, body) {
	const boundary = `\r\n--${req.headers['content-type'].split('boundary=')[1]}`;
	const start = body.indexOf('\r\n\r\n') + 4;
	return body.subarray(start, body.indexOf(boundary, start));
}

module.exports = { answerSlack };
