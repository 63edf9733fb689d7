import { derive } from './derive';

/** A finished video made again with a change, as a new video. */
export const remix = derive('remix');
