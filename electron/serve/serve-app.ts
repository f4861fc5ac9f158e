import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Lane } from '../contract/lane.ts';
import { maxMessageLength } from '../contract/messages.ts';
import { noncePlaceholder, pageHeaders } from '../contract/page-policy.ts';
import { type Access, cookieHeader, createAccess } from './access.ts';
import { answeredPage, confirmPage, strangerPage, type Texts } from './confirm-page.ts';
import { type Confirmations, createConfirmations, type PlanWords } from './confirmations.ts';
import { type PageFile, readPage } from './page-files.ts';
import { readForm, readJsonBody } from './request-body.ts';
import { socketLane } from './socket-lane.ts';

/** What the server shows and joins; the device host is whoever made it. */
export interface ServedHost {
  connect(lane: Lane): void;
  /** Undefined where no such plan waits. */
  describePlan(planHash: string): PlanWords | undefined;
  grant(planHash: string, ticket: string): void;
}

export interface ServedApp {
  /** The address with its one-time token. */
  readonly url: string;
  close(): Promise<void>;
}

interface Served {
  readonly host: ServedHost;
  readonly texts: Texts;
  readonly access: Access;
  readonly confirmations: Confirmations;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly port: () => number;
}

/**
 * Serves the app on a random port of the loopback interface (issue: locked-down machines, end-to-end tests). Who opens
 * the address first gets the cookie; everybody else gets a page that says so. Throws `app.not-built`.
 */
export async function serveApp(host: ServedHost, pageFolder: string, texts: Texts): Promise<ServedApp> {
  const access = createAccess();
  const files = await readPage(pageFolder);
  const confirmations = createConfirmations(access.secret, (planHash, ticket) => host.grant(planHash, ticket));
  const server = createServer();
  const port = () => (server.address() as AddressInfo).port;
  const served: Served = { host, texts, access, confirmations, files, port };
  server.on('request', (request, response) => {
    answer(request, response, served).catch(() => response.destroy());
  });
  const sockets = acceptLanes(server, served);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${port()}/?token=${access.token}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function acceptLanes(server: Server, { access, host, port }: Served): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageLength });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/lane' || !access.isFromPage(request, port())) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => host.connect(socketLane(client)));
  });
  return sockets;
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { access, port, texts } = served;
  const nonce = randomBytes(16).toString('base64');
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port()}`);
  const say = (status: number, html: string) => send(response, status, 'text/html; charset=utf-8', html, nonce);
  if (request.headers.host !== url.host) return say(403, strangerPage(nonce, texts));
  const token = url.searchParams.get('token');
  if (request.method === 'GET' && url.pathname === '/' && token !== null) {
    const session = access.exchange(token);
    if (session !== undefined) {
      response.writeHead(303, {
        ...pageHeaders(nonce, "'self'"),
        location: '/',
        'set-cookie': cookieHeader(session, port()),
      });
      response.end();
      return;
    }
  }
  if (!access.isAllowed(request, port())) return say(403, strangerPage(nonce, texts));
  if (request.method === 'GET') return show(url, response, served, nonce);
  if (request.method !== 'POST' || !access.isFromPage(request, port())) return say(403, strangerPage(nonce, texts));
  return url.pathname.startsWith('/confirm/')
    ? takeAnswer(request, url, response, served, nonce)
    : askTicket(request, url, response, served, nonce);
}

async function show(url: URL, response: ServerResponse, served: Served, nonce: string): Promise<void> {
  const { confirmations, files, texts } = served;
  const [, folder, id = ''] = url.pathname.split('/');
  const asked = folder === 'confirm' ? confirmations.find(id) : undefined;
  if (asked !== undefined) return send(response, 200, types.html, confirmPage(asked, false, nonce, texts), nonce);
  if (folder === 'tickets') {
    const ticket = await confirmations.outcome(id);
    return sendJson(response, 200, { ok: true, value: ticket === undefined ? {} : { ticket } }, nonce);
  }
  const file = files.get(url.pathname === '/' ? '/index.html' : url.pathname);
  if (file === undefined) return send(response, 404, types.html, strangerPage(nonce, texts), nonce);
  const isPage = file.type === types.html;
  const bytes = isPage ? file.bytes.toString('utf8').replaceAll(noncePlaceholder, nonce) : file.bytes;
  return send(response, 200, file.type, bytes, nonce);
}

/** A person answers the question in the page that this server alone has written. */
async function takeAnswer(
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
  { confirmations, texts }: Served,
  nonce: string,
): Promise<void> {
  const id = url.pathname.slice('/confirm/'.length);
  const asked = confirmations.find(id);
  const form = await readForm(request);
  const typed = form?.get('answer') === 'yes' ? (form.get('typed') ?? '') : undefined;
  const result = asked === undefined ? 'refused' : confirmations.answer(id, typed);
  const html =
    result === 'wrong' && asked !== undefined
      ? confirmPage(asked, true, nonce, texts)
      : answeredPage(result === 'given', nonce, texts);
  send(response, result === 'wrong' ? 403 : 200, types.html, html, nonce);
}

/** The app's page asks for a ticket: it learns where the question stands, and later what came of it. */
async function askTicket(
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
  { host, confirmations }: Served,
  nonce: string,
): Promise<void> {
  const body = url.pathname === '/tickets' ? await readJsonBody(request) : undefined;
  const planHash = body?.planHash;
  const words = typeof planHash === 'string' ? host.describePlan(planHash) : undefined;
  if (typeof planHash !== 'string' || words === undefined) {
    return sendJson(response, 400, { ok: false, error: { code: 'app.unknown-plan', params: {} } }, nonce);
  }
  sendJson(response, 200, { ok: true, value: { id: confirmations.ask(planHash, words).id } }, nonce);
}

const types = { html: 'text/html; charset=utf-8', json: 'application/json' } as const;

function sendJson(response: ServerResponse, status: number, value: unknown, nonce: string): void {
  send(response, status, types.json, JSON.stringify(value), nonce);
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer, nonce: string): void {
  response.writeHead(status, { ...pageHeaders(nonce, "'self'"), 'content-type': type });
  response.end(body);
}
