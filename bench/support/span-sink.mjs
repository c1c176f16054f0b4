import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** Takes OTLP over HTTP as a collector would, and counts the measured spans that arrive. */
export async function startSpanSink() {
  let spans = 0;
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('latin1');
    // Each measured span has this name once, in JSON and in protobuf alike.
    spans += text.split('measured-generation').length - 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    spans: () => spans,
    reset: () => (spans = 0),
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
