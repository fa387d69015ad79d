import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerStatus, StatusReport } from '@farsight/protocol';
import { hasToken, isLocalHostHeader, securityHeaders } from './guards.js';
import type { LiveHub } from './live-hub.js';
import { sendLive } from './live-response.js';
import { metricsText, metricsType } from './metrics-text.js';
import { serverMetrics } from './metrics.js';
import type { Page, PageFile } from './page.js';
import { text, type Reply } from './reply.js';

/** What the routes answer from. */
export interface RouteContext {
  readonly status: () => ServerStatus;
  readonly live: LiveHub;
  readonly page: Page;
  readonly token?: string | undefined;
  /** Refuse requests addressed to a name other than this machine's. */
  readonly localOnly: boolean;
  readonly maxWatchers: number;
}

/** Answers one request. */
export function answer(context: RouteContext, request: IncomingMessage, response: ServerResponse): void {
  // Nothing takes a body: what comes is thrown away, so that the connection can go on.
  request.resume();
  send(replyTo(context, request), request, response);
}

/** Sends an answer, with the headers that all of them have. */
export function send(
  { status, headers, body }: Reply,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const allHeaders = { ...securityHeaders, ...headers };
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const length = status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) };
    // Node leaves out the body of an answer to HEAD.
    response.writeHead(status, { ...allHeaders, ...length }).end(body);
  } else {
    response.writeHead(status, allHeaders);
    if (request.method === 'HEAD') response.end();
    else sendLive(body, response);
  }
}

function replyTo(context: RouteContext, request: IncomingMessage): Reply {
  const elsewhere = misdirected(context, request);
  if (elsewhere !== undefined) return elsewhere;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return text(405, 'Only GET and HEAD are served here.', { Allow: 'GET, HEAD', Connection: 'close' });
  }
  const path = pathOf(request);
  return openReply(context, request, path) ?? guardedReply(context, request, path);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

/** What is said to who has another machine in mind; undefined to others. */
export function misdirected({ localOnly }: RouteContext, { headers }: IncomingMessage): Reply | undefined {
  if (!localOnly || isLocalHostHeader(headers.host)) return undefined;
  return text(421, 'This server listens on this machine only: open it as localhost or 127.0.0.1.');
}

function tokenWanted(): Reply {
  const challenge = { 'WWW-Authenticate': 'Bearer' };
  return text(401, 'Expected the token as Authorization: Bearer TOKEN.', challenge);
}

/** What anybody may have: health and the page's files. */
function openReply(
  { status, page }: RouteContext,
  request: IncomingMessage,
  path: string,
): Reply | undefined {
  if (path === '/healthz') return text(200, 'ok');
  if (path === '/readyz') return status().ready ? text(200, 'ready') : text(503, 'not ready');
  const file = page.get(path);
  if (file !== undefined) return fileReply(request, file);
  return path === '/' ? text(503, 'The page is not built. Run: npm run build') : undefined;
}

const guardedReplies: ReadonlyMap<string, (context: RouteContext) => Reply> = new Map([
  ['/api/status', statusReply],
  ['/metrics', metricsReply],
]);

/** What needs the token, if there is one. */
function guardedReply(context: RouteContext, request: IncomingMessage, path: string): Reply {
  const reply = guardedReplies.get(path);
  if (reply === undefined && !path.startsWith('/live/')) return text(404, 'Not found.');
  if (context.token !== undefined && !hasToken(request, context.token)) return tokenWanted();
  return reply?.(context) ?? liveReply(context, path.slice('/live/'.length));
}

function fileReply(request: IncomingMessage, { body, type, etag, cacheControl }: PageFile): Reply {
  const headers = { 'Cache-Control': cacheControl, ETag: etag };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: '' };
  return { status: 200, headers: { ...headers, 'Content-Type': type }, body };
}

function statusReply({ status, live }: RouteContext): Reply {
  const headers = { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' };
  const report: StatusReport = { ...status(), live: live.status() };
  return { status: 200, headers, body: JSON.stringify(report) };
}

function metricsReply({ status }: RouteContext): Reply {
  const headers = { 'Cache-Control': 'no-store', 'Content-Type': metricsType };
  return { status: 200, headers, body: metricsText(serverMetrics(status(), process.memoryUsage())) };
}

function liveReply({ live, maxWatchers }: RouteContext, encodedName: string): Reply {
  const stream = live.find(decoded(encodedName));
  if (stream === undefined) return text(404, 'There is no live stream of this name now.');
  const watchers = live.status().reduce((sum, entry) => sum + entry.watchers, 0);
  if (watchers >= maxWatchers) {
    return text(503, `All ${maxWatchers} places to watch are taken.`, { 'Retry-After': '5' });
  }
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Type': 'application/octet-stream',
    Connection: 'close',
  };
  return { status: 200, headers, body: stream };
}

/** The name in a path, or the text itself where it is not percent-encoded correctly: no stream is called so. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
