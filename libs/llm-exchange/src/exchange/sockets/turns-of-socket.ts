import { endpointOf } from '../../apis/endpoint.js';
import { GoogleLiveTurns } from './google-live-turns.js';
import { modelInQuery, OpenAiRealtimeTurns } from './openai-realtime-turns.js';
import { OpenAiResponsesTurns } from './openai-responses-turns.js';
import type { BeginTurn, SocketTurns } from './socket-turns.js';

/** How to find the calls on a socket with this address; undefined where its language is not known. */
export function turnsOfSocket(url: URL, begin: BeginTurn): SocketTurns | undefined {
  switch (endpointOf(url).api) {
    case 'realtime':
      return new OpenAiRealtimeTurns(modelInQuery(url), begin);
    case 'responses':
      return new OpenAiResponsesTurns(begin);
    case 'live':
      return new GoogleLiveTurns(begin);
    default:
      return undefined;
  }
}
