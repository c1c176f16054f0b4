import { streamOfPieces } from '../../reading/answer-pieces.js';
import { readTgi } from './answer.js';

/** Pieces of what {@link readTgi} reads. */
export const tgiStream = streamOfPieces(readTgi);
