'use strict';

/** The dialects by name. */
module.exports = {
	article: require('./article'),
	openai: require('./openai'),
	openrouter: require('./openrouter'),
	xai: require('./xai'),
	gemini: require('./gemini'),
};
