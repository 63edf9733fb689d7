'use strict';

/**
 * Video models as OpenRouter's `GET /videos/models` tells them (its SDK's VideoModel; keys of `pricing_skus` as the
 * live list has them, 2026-09: with and without sound, by resolution, and one of the older spelling).
 */
const CATALOGUE = Object.freeze([
	{
		id: 'google/veo-3.1',
		supported_resolutions: ['720p', '1080p', '4K'],
		supported_aspect_ratios: ['16:9', '9:16'],
		supported_sizes: ['1280x720', '720x1280', '1920x1080', '1080x1920', '3840x2160', '2160x3840'],
		supported_durations: [8, 4, 6],
		supported_frame_images: ['first_frame', 'last_frame'],
		generate_audio: true,
		seed: true,
		pricing_skus: {
			duration_seconds_with_audio: '0.40',
			duration_seconds_without_audio: '0.20',
			duration_seconds_with_audio_4k: '0.60',
			duration_seconds_without_audio_4k: '0.40',
		},
		allowed_passthrough_parameters: ['personGeneration', 'negativePrompt'],
	},
	{
		id: 'alibaba/wan-3.0',
		supported_resolutions: ['480p', '720p', '1080p'],
		supported_aspect_ratios: ['16:9', '9:16', '1:1', '4:3', '3:4'],
		supported_sizes: null,
		supported_durations: [2, 3, 4, 5, 6, 7, 8, 9, 10],
		supported_frame_images: ['first_frame'],
		generate_audio: false,
		seed: true,
		pricing_skus: {
			duration_seconds_480p: '0.05',
			duration_seconds_720p: '0.1',
			duration_seconds_1080p: '0.2',
		},
		allowed_passthrough_parameters: [],
	},
	{
		id: 'minimax/hailuo-3-max',
		supported_resolutions: ['768p', '480p'],
		supported_aspect_ratios: ['21:9', '16:9', '4:3', '1:1'],
		supported_sizes: null,
		supported_durations: [5, 6, 7, 8, 9, 10],
		supported_frame_images: ['first_frame', 'last_frame'],
		generate_audio: null,
		seed: null,
		pricing_skus: { 'per-video-second': '0.08', 'per-video-second-480p': '0.05' },
		allowed_passthrough_parameters: [],
	},
]);

/**
 * The price of a second of a model; undefined if it is not listed.
 * @param {{ pricing_skus?: Record<string, string> | null } | undefined} model
 * @param {{ resolution: string, audio: boolean }} order
 */
function rateOf(model, { resolution, audio }) {
	const skus = model?.pricing_skus ?? {};
	const sound = audio ? '_with_audio' : '_without_audio';
	const size = resolution.toLowerCase();
	const names = [
		`duration_seconds${sound}_${size}`,
		`duration_seconds_${size}`,
		`duration_seconds${sound}`,
		'duration_seconds',
		`per-video-second-${size}`,
		'per-video-second',
	];
	const found = names.find((name) => name in skus);
	return found === undefined ? undefined : Number(skus[found]);
}

module.exports = { CATALOGUE, rateOf };
