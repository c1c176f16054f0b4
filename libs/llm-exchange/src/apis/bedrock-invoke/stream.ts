import { streamOfPieces } from '../../reading/answer-pieces.js';
import { readInvokedModel } from './answer.js';

/** Pieces of what {@link readInvokedModel} reads. */
export const invokedModelStream = streamOfPieces(readInvokedModel);
