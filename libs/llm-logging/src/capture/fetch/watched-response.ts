import { tapOf, type StreamWatcher, type TapSource } from '../follow/tap.js';

type Watchable = Response & { body: ReadableStream<Uint8Array> };

/** Whether a response's body can be watched: some implementations of `fetch` have bodies of their own. */
export function isWatchable(response: unknown): response is Watchable {
  return (
    isResponse(response) && response.body instanceof ReadableStream && !response.bodyUsed && response.status >= 200
  );
}

/** Of the platform, or of an `undici` that was installed beside it. */
function isResponse(value: unknown): value is Response {
  if (typeof Response === 'function' && value instanceof Response) return true;
  return (
    Object.prototype.toString.call(value) === '[object Response]' && classOf(value as Response).name === 'Response'
  );
}

function classOf(response: Response): typeof Response {
  return (Object.getPrototypeOf(response) as { constructor: typeof Response }).constructor;
}

/**
 * The response with a body of the same chunks that is read when its reader reads and cancelled when it cancels. The body is
 * returned too, as what lives as long as anyone can read it.
 */
export function watchResponse(
  response: Watchable,
  watcher: StreamWatcher,
): { watched: Response; body: ReadableStream<Uint8Array> } {
  const body = tapOf(response.body as TapSource, watcher) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const { status, statusText, headers } = response;
  const Own = classOf(response);
  return { watched: dressed(new Own(body, { status, statusText, headers }), response), body };
}

/** Has the address of `original`, as only fetched responses have, and so do its clones. */
function dressed(response: Response, original: Response): Response {
  for (const name of ['url', 'redirected', 'type'] as const)
    Object.defineProperty(response, name, { value: original[name], configurable: true });
  const clone = (): Response => dressed(classOf(original).prototype.clone.call(response), original);
  Object.defineProperty(response, 'clone', { value: clone, configurable: true, writable: true });
  return response;
}
