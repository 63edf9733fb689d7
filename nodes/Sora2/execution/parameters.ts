import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Channel } from '../channels/channel';
import { API_STYLES, CHANNELS, hasApiStyles, PROTOCOLS } from '../channels';
import { describeValue } from '../errors/describeValue';
import type { Policy, Route } from '../jobs/context';
import type { Resolution, ProtocolName, VideoRequest } from '../protocols/protocol';
import { withoutUndefined } from '../protocols/body';
import { RESOLUTIONS } from '../protocols/size';
import { FieldReader, isEmpty } from './fieldReader';

const DEFAULT_TIMEOUT_S = 1200;
/** Longer than any ID, and than a signed address, which some endpoints take instead. */
const MAX_ID_LENGTH = 4096;

/** Reads and checks the parameters that operations share. */
export class Parameters extends FieldReader {
	readonly options: IDataObject;

	constructor(ctx: IExecuteFunctions, itemIndex: number) {
		super(ctx, itemIndex);
		this.options = this.optionalObject(ctx.getNodeParameter('options', itemIndex, {}), 'Options');
	}

	/** The ID of an existing job, which becomes a part of paths. */
	videoId(): string {
		const id = this.text('videoId', 'Video ID');
		if (id.length > MAX_ID_LENGTH || /^\.{1,2}$|[\p{Cc}\p{Surrogate}]/u.test(id))
			this.refuse(
				`'Video ID' cannot be ${describeValue(id)}`,
				'Enter the ID of a job, as Submit, Generate or a failure named it.',
			);
		return id;
	}

	channel(): Channel {
		const value: unknown = this.ctx.getNodeParameter('channel', this.itemIndex, 'reverse');
		const name = typeof value === 'string' ? value.trim() : '';
		if (Object.hasOwn(CHANNELS, name)) return CHANNELS[name];
		const known = Object.values(CHANNELS).map((c) => `${c.displayName} (${c.name})`);
		const choices = `Choose one of: ${known.join(', ')}.`;
		return isEmpty(value)
			? this.refuse("'Channel' is empty", choices)
			: this.refuse(`'Channel' cannot be ${describeValue(value)}`, choices);
	}

	/** Seconds of video; the channel's default if the field is absent. */
	duration(channel: Channel): number {
		return this.positive(
			this.ctx.getNodeParameter('duration', this.itemIndex, channel.defaultDuration),
			'Duration (Seconds)',
		);
	}

	/** The picture's height; the channel's default if the field is absent. */
	resolution(channel?: Channel): Resolution {
		const value: unknown = this.ctx.getNodeParameter(
			'resolution',
			this.itemIndex,
			channel?.defaultResolution ?? '720p',
		);
		const name = typeof value === 'string' ? value.trim() : value;
		// A model's own list may contain names such as 768p or 2K.
		return typeof name === 'string' && /^(\d{3,4}p|\dk)$/i.test(name)
			? name
			: this.oneOf(name, 'Resolution', ['auto', ...RESOLUTIONS]);
	}

	/** The model in the field; '' if empty. */
	namedModel(): string {
		const value: unknown = this.ctx.getNodeParameter('model', this.itemIndex, '', {
			extractValue: true,
		});
		return this.optionalText(value, 'Model');
	}

	/** The model in the field, else the channel's default. */
	model(channel: Channel): string {
		const model = this.namedModel();
		if (model === '' && channel.models.length === 0) {
			this.refuse(
				`'Model' is empty, and ${channel.displayName} has no default model`,
				"Pick a video model from the list under 'Model', or enter its ID.",
			);
		}
		return model || channel.models[0];
	}

	timeoutMs(): number {
		const { timeout } = this.options;
		return (
			1000 * (isEmpty(timeout) ? DEFAULT_TIMEOUT_S : this.positive(timeout, 'Timeout (Seconds)'))
		);
	}

	/** How long to wait for a job, and when to resubmit an order. */
	policy(): Policy {
		const { regionResubmits, resubmitWhenUnknown, idempotencyHonoured } = this.options;
		return {
			timeoutMs: this.timeoutMs(),
			regionResubmits: Math.min(
				10,
				Math.floor(this.atLeastZero(regionResubmits, 'Region Resubmits')),
			),
			resubmitWhenUnknown:
				this.optionalFlag(resubmitWhenUnknown, 'Order Again If Answer Lost') ?? false,
			idempotencyHonoured:
				this.optionalFlag(idempotencyHonoured, 'Endpoint Honours Idempotency Keys') ?? false,
		};
	}

	outputField(): string {
		return this.optionalText(this.options.outputField, 'Put Output in Field') || 'data';
	}

	/** The route over `channel`, adjusted by the options. */
	route(
		channel: Channel,
		model: string,
		prompt: string,
		request: Partial<VideoRequest> = {},
	): Route {
		const { apiStyle, bodyFormat, secondsAs } = this.options;
		const style: ProtocolName =
			(hasApiStyles(channel) ? this.optionalOneOf(apiStyle, 'API Style', API_STYLES) : undefined) ??
			channel.protocol;
		const protocol = PROTOCOLS[style].forModel?.(model) ?? PROTOCOLS[style];
		return {
			channel,
			protocol,
			dialect: {
				bodyFormat:
					this.optionalOneOf(bodyFormat, 'Body Format', ['auto', 'json', 'multipart']) ?? 'auto',
				secondsAs:
					this.optionalOneOf(secondsAs, 'Seconds As', ['string', 'number']) ??
					channel.secondsAs ??
					protocol.secondsAs ??
					'number',
				sendResolution: channel.sendResolution,
			},
			request: {
				model,
				prompt,
				duration: channel.defaultDuration,
				resolution: 'auto',
				aspectRatio: 'auto',
				...withoutUndefined(request),
			},
		};
	}

	/** The fallback channel, if one is set. */
	fallback(): Channel | undefined {
		const name = this.optionalOneOf(this.options.fallbackChannel, 'Fallback Channel', [
			'none',
			...Object.keys(CHANNELS),
		]);
		return name === undefined || name === 'none' ? undefined : CHANNELS[name];
	}
}
