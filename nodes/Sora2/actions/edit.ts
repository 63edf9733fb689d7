import { derive } from './derive';

/** A part of a finished video changed, as a new video. */
export const edit = derive('edit');
