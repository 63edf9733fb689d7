'use strict';

/** The dialects by name. */
module.exports = {
	article: require('./article'),
	openai: require('./openai'),
	openrouter: require('./openrouter'),
};
