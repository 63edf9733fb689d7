import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { Channel } from '../channels/channel';
import { API_STYLES, CHANNELS, hasApiStyles, PROTOCOLS } from '../channels';
import type { Policy, Route } from '../jobs/context';
import type { Resolution, ProtocolName, VideoRequest } from '../protocols/protocol';
import { withoutUndefined } from '../protocols/body';
import { RESOLUTIONS } from '../protocols/size';

const DEFAULT_TIMEOUT_S = 1200;

/**
 * Reads and checks the parameters that operations share. Bad input throws a `NodeOperationError`
 * that names the field.
 */
export class Parameters {
	readonly options: IDataObject;

	constructor(
		readonly ctx: IExecuteFunctions,
		readonly itemIndex: number,
	) {
		this.options = (ctx.getNodeParameter('options', itemIndex, {}) ?? {}) as IDataObject;
	}

	/** Refuses the item: `what` is wrong, and a hint for fixing it. */
	refuse(what: string, hint: string): never {
		throw new NodeOperationError(this.ctx.getNode(), what, {
			itemIndex: this.itemIndex,
			description: hint,
		});
	}

	text(name: string, label: string): string {
		const value: unknown = this.ctx.getNodeParameter(name, this.itemIndex, '');
		const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
		if (text === '')
			this.refuse(
				`'${label}' is empty`,
				`Fill in '${label}'; where it is an expression, check that this item has the field it reads.`,
			);
		return text;
	}

	/** A number greater than zero. */
	positive(value: unknown, label: string): number {
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) {
			this.refuse(
				`'${label}' has to be a number above 0, not '${String(value)}'`,
				`Set '${label}' to a number.`,
			);
		}
		return number;
	}

	/** One of a fixed set of values. */
	oneOf<T extends string>(value: unknown, label: string, allowed: readonly T[]): T {
		if (!allowed.includes(value as T))
			this.refuse(
				`'${label}' cannot be '${String(value)}'`,
				`Choose one of: ${allowed.join(', ')}.`,
			);
		return value as T;
	}

	channel(): Channel {
		const name = String(this.ctx.getNodeParameter('channel', this.itemIndex, 'reverse'));
		if (Object.hasOwn(CHANNELS, name)) return CHANNELS[name];
		const known = Object.values(CHANNELS).map((c) => `${c.displayName} (${c.name})`);
		return this.refuse(`'Channel' cannot be '${name}'`, `Choose one of: ${known.join(', ')}.`);
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
		return typeof value === 'string' ? value.trim() : '';
	}

	/** The model in the field, else the channel's default. */
	model(channel: Channel): string {
		const model = this.namedModel();
		if (model === '' && channel.models.length === 0) {
			this.refuse(
				`'Model' is empty, and ${channel.displayName} has no model of its own`,
				"Pick a video model from the list under 'Model', or enter its ID.",
			);
		}
		return model || channel.models[0];
	}

	timeoutMs(): number {
		return this.positive(this.options.timeout ?? DEFAULT_TIMEOUT_S, 'Timeout') * 1000;
	}

	/** How long to wait for a job, and when to resubmit an order. */
	policy(): Policy {
		const regionResubmits = Number(this.options.regionResubmits ?? 0);
		return {
			timeoutMs: this.timeoutMs(),
			regionResubmits: Number.isFinite(regionResubmits)
				? Math.min(10, Math.max(0, Math.floor(regionResubmits)))
				: 0,
			resubmitWhenUnknown: this.options.resubmitWhenUnknown === true,
			idempotencyHonoured: this.options.idempotencyHonoured === true,
		};
	}

	outputField(): string {
		return String(this.options.outputField ?? '').trim() || 'data';
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
			apiStyle && hasApiStyles(channel)
				? this.oneOf(apiStyle, 'API Style', API_STYLES)
				: channel.protocol;
		const protocol = PROTOCOLS[style].forModel?.(model) ?? PROTOCOLS[style];
		return {
			channel,
			protocol,
			dialect: {
				bodyFormat: bodyFormat
					? this.oneOf(bodyFormat, 'Body Format', ['auto', 'json', 'multipart'])
					: 'auto',
				secondsAs: secondsAs
					? this.oneOf(secondsAs, 'Seconds As', ['string', 'number'])
					: (channel.secondsAs ?? protocol.secondsAs ?? 'number'),
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
		const { fallbackChannel } = this.options;
		if (!fallbackChannel || fallbackChannel === 'none') return undefined;
		return CHANNELS[this.oneOf(fallbackChannel, 'Fallback Channel', Object.keys(CHANNELS))];
	}
}
