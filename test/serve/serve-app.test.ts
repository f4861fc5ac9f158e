import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Lane } from '../../electron/contract/lane.ts';
import { type ServedApp, serveApp } from '../../electron/serve/serve-app.ts';

const planHash = 'ab'.repeat(32);
let folder: string;
let app: ServedApp;
let granted: { planHash: string; ticket: string }[];
let lanes: Lane[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unstrand-serve-'));
  await writeFile(join(folder, 'index.html'), '<html><meta nonce="__CSP_NONCE__">page</html>');
  await writeFile(join(folder, 'secret.txt'), 'not a file of the page');
  granted = [];
  lanes = [];
  const host = {
    connect: (lane: Lane) => lanes.push(lane),
    describePlan: (hash: string) =>
      hash === planHash ? { summary: 'Unit <b>one</b>', warnings: ['It has one slot.'] } : undefined,
    grant: (hash: string, ticket: string) => granted.push({ planHash: hash, ticket }),
  };
  app = await serveApp(host, folder, (key) => key);
});

afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

interface Ask {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask({ path = '/', method = 'GET', headers = {}, body }: Ask): Promise<Answer> {
  const { port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function signIn(): Promise<{ readonly cookie: string; readonly origin: string; readonly token: string }> {
  const { pathname, search, origin, searchParams } = new URL(app.url);
  const { headers } = await ask({ path: pathname + search });
  return {
    cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '',
    origin,
    token: searchParams.get('token') ?? '',
  };
}

describe('who may open the app', () => {
  it('takes the token once and gives a strict cookie for it', async () => {
    const { pathname, search } = new URL(app.url);
    const first = await ask({ path: pathname + search });
    expect(first.status).toBe(303);
    expect(first.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await ask({ path: pathname + search })).status).toBe(403);
  });

  it('shows nothing without the cookie, or under another name', async () => {
    const { cookie } = await signIn();
    expect((await ask({})).status).toBe(403);
    expect((await ask({ headers: { cookie } })).status).toBe(200);
    // A page of somebody else whose name was turned to 127.0.0.1 sends its own name.
    expect((await ask({ headers: { cookie, host: 'evil.example' } })).status).toBe(403);
    expect((await ask({ headers: { cookie: `${cookie}0` } })).status).toBe(403);
  });

  it('serves the files of the page, and nothing beside or above them', async () => {
    const { cookie } = await signIn();
    for (const path of [
      '/secret.txt',
      '/../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%5c..%5cx',
      '//etc/passwd',
    ]) {
      expect((await ask({ path, headers: { cookie } })).status, path).not.toBe(200);
    }
  });

  it('puts a fresh nonce into the policy and the page', async () => {
    const { cookie } = await signIn();
    const { headers, text } = await ask({ headers: { cookie } });
    const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
    expect(nonce).toMatch(/^[\w+/=]{20,}$/);
    expect(text).toContain(`nonce="${nonce}"`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('the lane', () => {
  const open = (headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://${new URL(app.url).host}/lane`, { headers });
      socket.on('open', () => resolve('open'));
      socket.on('error', () => resolve('refused'));
    });

  it('opens only for the page of this server', async () => {
    const { cookie, origin } = await signIn();
    expect(await open({ cookie })).toBe('refused');
    expect(await open({ cookie, origin: 'http://evil.example' })).toBe('refused');
    expect(await open({ origin })).toBe('refused');
    expect(lanes).toHaveLength(0);
    expect(await open({ cookie, origin })).toBe('open');
    expect(lanes).toHaveLength(1);
  });
});

describe('a ticket', () => {
  async function start() {
    const { cookie, origin, token } = await signIn();
    const json = { cookie, origin, 'content-type': 'application/json' };
    const asked = await ask({ path: '/tickets', method: 'POST', headers: json, body: JSON.stringify({ planHash }) });
    const { id } = JSON.parse(asked.text).value;
    const say = (body: string) =>
      ask({
        path: `/confirm/${id}`,
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
    const outcome = ask({ path: `/tickets/${id}`, headers: { cookie } });
    return { cookie, origin, id, say, outcome, secret: token.slice(-8) };
  }

  it('is given to whoever types the end of the token', async () => {
    const { cookie, id, say, outcome, secret } = await start();
    const page = await ask({ path: `/confirm/${id}`, headers: { cookie } });
    expect(page.text).toContain('Unit &lt;b&gt;one&lt;/b&gt;');
    expect(page.text).not.toContain('<script');
    expect((await say('answer=yes&typed=00000000')).status).toBe(403);
    expect(granted).toEqual([]);
    await say(`answer=yes&typed=${secret}`);
    const { ticket } = JSON.parse((await outcome).text).value;
    expect(granted).toEqual([{ planHash, ticket }]);
  });

  it('is not given to a page that only holds the cookie, however often it tries', async () => {
    const { say, outcome, secret } = await start();
    for (let attempt = 0; attempt < 5; attempt++) await say(`answer=yes&typed=${attempt}0000000`);
    expect(JSON.parse((await outcome).text).value).toEqual({});
    await say(`answer=yes&typed=${secret}`);
    expect(granted).toEqual([]);
  });

  it('is not given when it is declined', async () => {
    const { say, outcome } = await start();
    await say('answer=no');
    expect(JSON.parse((await outcome).text).value).toEqual({});
    expect(granted).toEqual([]);
  });

  it('is not asked for by a foreign page, a form, or for a plan that the host does not know', async () => {
    const { cookie, origin } = await signIn();
    const body = JSON.stringify({ planHash });
    const json = 'application/json';
    const post = (headers: Record<string, string>, text = body) =>
      ask({ path: '/tickets', method: 'POST', headers: { cookie, ...headers }, body: text });
    expect((await post({ origin: 'http://evil.example', 'content-type': json })).status).toBe(403);
    expect((await post({ 'content-type': json })).status).toBe(403);
    expect((await post({ origin, 'content-type': 'text/plain' })).status).toBe(400);
    expect((await post({ origin, 'content-type': json }, '{"planHash":"00"}')).status).toBe(400);
    expect(
      (await post({ origin, 'content-type': json }, 'x'.repeat(70_000)).catch(() => ({ status: 400 }))).status,
    ).toBe(400);
  });
});
