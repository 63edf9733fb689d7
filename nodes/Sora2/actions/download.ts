import { download as fetchFile } from '../jobs/download';
import { JobFailure } from '../errors/jobFailure';
import { toFailedJobFailure } from '../jobs/jobFailures';
import { queryJob } from '../jobs/query';
import type { Variant } from '../protocols/protocol';
import { storeFile, toSafeName } from '../transport/binaryStore';
import { toOutput, type Operation } from '../execution/operation';
import { toLookupFailure } from './lookupFailure';
import { readNamedJob } from './namedJob';

/** Fetches a finished job's file. */
export const download: Operation = (p) => {
	const { route, job, task } = readNamedJob(p, 'download');
	const variant = p.oneOf<Variant>(
		p.ctx.getNodeParameter('variant', p.itemIndex, 'video'),
		'Variant',
		['video', 'thumbnail', 'spritesheet'],
	);
	const field = p.outputField();
	return {
		...task,
		async run({ ctx, jobContext, itemIndex }) {
			const found = await queryJob(jobContext, route.protocol, job.id);
			// These refusals would last until the timeout; others may be brief.
			if ('verdict' in found && [400, 401, 403, 404, 410].includes(found.verdict.httpStatus ?? 0))
				throw toLookupFailure(route, found.verdict, job.id);
			if ('value' in found) job.snapshot = { ...found.value, id: job.id };
			if (job.snapshot.status === 'failed')
				throw new JobFailure(toFailedJobFailure(jobContext, route, job));
			const deadline = jobContext.ports.monotonic() + jobContext.policy.timeoutMs;
			const file = await fetchFile(
				jobContext,
				route,
				job,
				variant,
				deadline,
				async (bytes) => await storeFile(ctx, bytes, toSafeName(job.id)),
			);
			return toOutput(itemIndex, { id: job.id }, { [field]: file });
		},
	};
};
