import axios from 'axios';
import got from 'got';
import nodeFetch from 'node-fetch';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import * as undici from 'undici';

/** Sends a JSON body and gives the answer's text. */
export type Send = (url: string, body: object, signal?: AbortSignal) => Promise<string>;

const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-secret' };

function nodeHttp(url: string, send: (request: http.ClientRequest) => void, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers, signal }, (response) => {
      text(response).then(resolve, reject);
    });
    request.on('error', reject);
    send(request);
  });
}

/** One request of a session of its own. */
const nodeHttp2: Send = async (url, body, signal) => {
  const { origin, pathname } = new URL(url);
  const session = http2.connect(origin);
  try {
    const stream = session.request({ ':method': 'POST', ':path': pathname, ...headers }, { signal });
    stream.end(JSON.stringify(body));
    return await text(stream);
  } finally {
    session.destroy();
  }
};

/** Clients, by what they are called in docs/providers.md. */
export const HTTP_CLIENTS: Record<string, Send> = {
  'global fetch': async (url, body, signal) =>
    (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal })).text(),
  'node:http': (url, body, signal) => nodeHttp(url, (request) => request.end(JSON.stringify(body)), signal),
  'node:http, body in pieces': (url, body, signal) =>
    nodeHttp(
      url,
      (request) => {
        const all = Buffer.from(JSON.stringify(body));
        void pipeline(Readable.from([all.subarray(0, 7), all.subarray(7)]), request).catch(() => undefined);
      },
      signal,
    ),
  axios: async (url, body, signal) =>
    (await axios.post<string>(url, body, { headers, signal, responseType: 'text', transformResponse: [] })).data,
  'axios, as a stream': async (url, body, signal) =>
    text((await axios.post<Readable>(url, body, { headers, signal, responseType: 'stream' })).data),
  got: (url, json, signal) => got.post(url, { json, headers, signal, retry: { limit: 0 } }).text(),
  'node-fetch': async (url, body, signal) =>
    (await nodeFetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal })).text(),
  'fetch of undici': async (url, body, signal) =>
    (await undici.fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal })).text(),
  'request of undici': async (url, body, signal) =>
    (await undici.request(url, { method: 'POST', headers, body: JSON.stringify(body), signal })).body.text(),
  'request of undici, body in pieces': async (url, body, signal) => {
    const pieces = Readable.from([JSON.stringify(body).slice(0, 7), JSON.stringify(body).slice(7)]);
    return (await undici.request(url, { method: 'POST', headers, body: pieces, signal })).body.text();
  },
};

export const HTTP2_CLIENTS: Record<string, Send> = { 'node:http2': nodeHttp2 };
