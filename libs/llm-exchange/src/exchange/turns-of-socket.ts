import { endpointOf } from '../apis/endpoint.js';
import { apiOf } from '../apis/operations.js';
import type { BeginTurn, SocketTurns } from '../reading/socket-turns.js';

/** How to find the calls on a socket with this address; undefined where its language is not known. */
export function turnsOfSocket(url: URL, begin: BeginTurn): SocketTurns | undefined {
  return apiOf(endpointOf(url).api)?.turnsOf?.(url, begin);
}
