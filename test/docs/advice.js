'use strict';

/** What a user does about a failure of each class; the failure's own hint says it for the case at hand. */
const ADVICE = {
	region:
		'Turn on Retry On Fail on a channel with changing addresses; elsewhere go to another channel.',
	auth: 'Check the API key and the Base URL in the credential.',
	quota: 'Top up the account, also when the HTTP status is 429.',
	budget: 'Raise Spending Limit (USD), or run the rest later.',
	rate_limit: 'Lower Concurrency or set Requests per Minute; Retry On Fail helps.',
	moderation: 'Change the prompt or the image.',
	invalid_request: 'Change what the message names; if the path is unknown, switch API Style.',
	model_retired: 'Choose another model, or another endpoint.',
	overloaded: 'Turn on Retry On Fail.',
	job_failed:
		'Turn on Retry On Fail: a job that was certainly not billed is ordered once more. Otherwise change the prompt.',
	network: 'Check the Base URL, the network and the proxy of this n8n.',
	timeout:
		'Do not order again. Retry On Fail continues with the same job, and Wait delivers it by its ID (`jobId`).',
	cancelled: 'Look up the job with Wait or Get before ordering again.',
	unknown: 'Check that the endpoint at the Base URL is a video API.',
};

module.exports = { ADVICE };
