import { toJobStatus } from '../../../nodes/Sora2/errors/statusWords';

describe('status words', () => {
	const words = {
		queued:
			'queued, pending, submitted, not_start, notstarted, created, starting, preparing, waiting, queuing, in_queue, unknown',
		running: 'in_progress, processing, running, generating',
		completed: 'completed, complete, success, succeeded, finished, done',
		failed: 'failed, failure, fail, error, cancelled, canceled, expired, deleted',
	};
	test.each(
		Object.entries(words).flatMap(([status, list]) =>
			list.split(', ').map((word) => [word, status]),
		),
	)('%s is %s', (word, status) => {
		expect(toJobStatus(word)).toBe(status);
		expect(toJobStatus(word.toUpperCase())).toBe(status);
		expect(toJobStatus(word.replaceAll('_', '-'))).toBe(status);
		expect(toJobStatus(word.replaceAll('_', ' '))).toBe(status);
	});

	test.each([undefined, '', 'banana', 'completed!', '200', 'failed'.repeat(50)])(
		'%s is unknown',
		(word) => expect(toJobStatus(word)).toBeUndefined(),
	);
});
