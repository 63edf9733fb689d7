import { derive } from './derive';

/** Changes part of a finished video, as a new video. */
export const edit = derive('edit');
