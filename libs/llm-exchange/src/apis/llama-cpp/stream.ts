import { streamOfPieces } from '../../reading/answer-pieces.js';
import { readLlamaCpp } from './answer.js';

/** Pieces of what {@link readLlamaCpp} reads. */
export const llamaCppStream = streamOfPieces(readLlamaCpp);
