import { derive } from './derive';

/** A finished video continued, as a new video. */
export const extend = derive('extend');
