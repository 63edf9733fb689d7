'use strict';
const { crc32, deflateSync } = require('node:zlib');

/** A PNG of one colour. @param {number} width @param {number} height */
function png(width, height) {
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]);
		const sized = Buffer.alloc(body.length + 8);
		sized.writeUInt32BE(data.length, 0);
		body.copy(sized, 4);
		sized.writeUInt32BE(checksum(body), body.length + 4);
		return sized;
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	const rows = Buffer.alloc((width * 3 + 1) * height, 0x60);
	for (let y = 0; y < height; y += 1) rows[y * (width * 3 + 1)] = 0;
	return Buffer.concat([
		Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** PNG's checksum; zlib has one from Node 22 on. @param {Buffer} bytes */
function checksum(bytes) {
	if (crc32) return crc32(bytes);
	let crc = -1;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc >>> 0;
}

module.exports = { png };
