import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readHttpHead } from '../../../electron/adapters/tcp/read-http-head.ts';
import { ecKey, issue } from '../../support/pki.ts';
import { type RawServer, startRawServer } from './raw-server.ts';

const key = ecKey('http-head');
const { pem } = issue({ name: 'wrong.example', key });
let server: Server | undefined;
let raw: RawServer | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await raw?.close();
  server = raw = undefined;
});

/** The head that a server gives which answers like this. */
async function head(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const privateKey = key.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const started = createServer({ key: privateKey, cert: pem }, answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  return readHttpHead({ url: `https://fw.example.com:${port}/fw.bin?v=1`, address: '127.0.0.1' });
}

describe('head of the firmware URL', () => {
  it('is read whatever the certificate, with the host and path of the URL', async () => {
    const asked: (string | undefined)[] = [];
    const found = await head((request, response) => {
      asked.push(request.headers.host?.split(':')[0], request.url);
      response.end('firmware');
    });
    expect(found).toEqual({ status: 200, location: undefined });
    expect(asked).toEqual(['fw.example.com', '/fw.bin?v=1']);
  });

  it('names the host that a redirect leads to', async () => {
    const found = await head((_request, response) =>
      response.writeHead(302, { location: 'https://cdn.example.net/a?sig=secret' }).end(),
    );
    expect(found).toEqual({ status: 302, location: { scheme: 'https', host: 'cdn.example.net', port: 443 } });
  });

  it('takes no Location where the status is no redirect', async () => {
    const found = await head((_request, response) => response.writeHead(404, { location: '/x' }).end());
    expect(found).toEqual({ status: 404, location: undefined });
  });

  it('does not wait for the body, and hangs up', async () => {
    let hungUp: Promise<void> | undefined;
    const found = await head((request, response) => {
      hungUp = new Promise((resolve) => request.socket.on('close', () => resolve()));
      response.writeHead(200);
      response.write('the first byte of many');
    });
    expect(found.status).toBe(200);
    await hungUp;
  });

  it('of more than 16 KiB is refused', async () => {
    const endless = head((_request, response) => response.writeHead(200, { 'x-large': 'a'.repeat(17_000) }).end());
    await expect(endless).rejects.toMatchObject({
      code: 'probe.unreachable',
      params: { reason: 'HPE_HEADER_OVERFLOW' },
    });
  });

  it('ends with the deadline where nothing comes', async () => {
    raw = await startRawServer(() => {});
    const waiting = readHttpHead({ url: `https://127.0.0.1:${raw.port}/`, timeoutMs: 50 });
    await expect(waiting).rejects.toMatchObject({ code: 'probe.timeout', params: { timeoutMs: 50 } });
  });

  it('ends at once where nobody waits for it any more', async () => {
    const cancel = new AbortController();
    raw = await startRawServer(() => cancel.abort());
    const waiting = readHttpHead({ url: `https://127.0.0.1:${raw.port}/`, signal: cancel.signal });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(readHttpHead({ url: 'https://127.0.0.1:1/', signal: cancel.signal })).rejects.toBe(
      cancel.signal.reason,
    );
  });

  it.each(['http://fw.example.com/fw.bin', 'fw.example.com', 'https://', ''])('is not asked for of %j', async (url) => {
    await expect(readHttpHead({ url })).rejects.toMatchObject({ code: 'probe.bad-target' });
  });
});
