import { derive } from './derive';

/** Continues a finished video, as a new video. */
export const extend = derive('extend');
