import { derive } from './derive';

/** Remakes a finished video with a change, as a new video. */
export const remix = derive('remix');
