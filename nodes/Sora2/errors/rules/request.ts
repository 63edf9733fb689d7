import { joinPatterns, type Rule } from './rule';

/** Refusals because the request itself is invalid. */
export const REQUEST_CODES: readonly Rule[] = [
	{
		class: 'invalid_request',
		codes: [
			'invalid_value',
			'invalid_type',
			'invalid_size',
			'invalid_seconds',
			'invalid_duration',
			'invalid_resolution',
			'missing_required_parameter',
			'missing_model',
			'missing_prompt',
			'unknown_parameter',
			'unsupported_parameter',
			'unsupported_value',
			'image_parse_error',
			'task_not_exist',
			'invalid_url',
			'string_above_max_length',
			'literal_error',
			'validation_error',
			'video_not_found',
			'task_not_found',
			'unsupported_media_type',
			'payload_too_large',
			'method_not_allowed',
			'invalid_json',
			'invalid_enum_value',
			'invalid_image_url',
			'file_download_error',
			'image_download_failed',
			'zod',
		],
		// The endpoint could not fetch what the request points at; its words are those of a time-out.
		message: joinPatterns(
			/(download|fetch|load|retriev|access|read)[a-z]{0,4} ((the|your|an|input|reference|source|start|first) ){0,3}(image|picture|photo|frame|input file|reference)/,
			/图片[^。]{0,6}(下载|获取|加载|读取)/,
			/^timeout: (input )?should be/,
		),
		order: 'refused',
	},
];

/** The same in words, which carry less weight than other signals. */
export const REQUEST_WORDS: readonly Rule[] = [
	{
		class: 'invalid_request',
		message: joinPatterns(
			/bad (param|value|argument|input)|invalid (value|type|url|request|param|argument|size|seconds|duration|resolution|prompt|image|input|json|body)|missing required|is required|field required|(unknown|unrecogni[sz]ed|unexpected|unsupported|extra|illegal) (keyword )?(parameter|field|argument|property|key|input|option)s?\b|must be (one of|a |an |at |between|less|greater|either|\d)/,
			/should be|supported values are|validation error|not found|too (long|large)|unsupported (aspect |image |video )?(size|duration|resolution|value|format|media|ratio|quality|length)|exceeds? (the |its )?(max(?!imum queue)|limit|allowed)|invalid \w{1,20} request|(is|are) not (supported|permitted|a valid)|no such (task|video|job)/,
			/只支持|仅支持|参数|任务不存在|不存在|不能为空|格式错误|无效的(尺寸|时长|分辨率|请求|图片)/,
		),
		order: 'refused',
		generic: [
			'invalid_request_error',
			'invalid_request',
			'invalid_argument',
			'invalid_parameter',
			'invalid_param',
			'invalid_prompt',
			'invalid_image',
			'invalid_input',
			'bad_request',
			'unprocessable_entity',
			'not_found',
			'missing',
			'value_error',
			'type_error',
			'validation',
			'failed_precondition',
			'out_of_range',
			'unimplemented',
		],
		numbers: [
			400, 404, 405, 406, 409, 410, 411, 413, 414, 415, 416, 422, 1400, 1401, 1402, 1403, 1404,
		],
		statusOnly: true,
	},
];
