import { streamOfPieces } from '../../reading/answer-pieces.js';
import { readCloudflare } from './answer.js';

/** Pieces of what {@link readCloudflare} reads. */
export const cloudflareStream = streamOfPieces(readCloudflare);
