import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchCertificate } from '../../../electron/adapters/certificates/fetch-certificate.ts';
import { nodeRoots } from '../../../electron/adapters/certificates/node-roots.ts';
import { certificateOf } from '../../support/catalogue.ts';
import { ecKey, issue } from '../../support/pki.ts';
import { newByOld, oldRoot } from '../trust/seed-pki.ts';

const key = ecKey('https server');
const own = issue({ name: 'localhost', key, dnsNames: ['localhost'], ca: true });
const { sha256 } = certificateOf(newByOld.der);
let server: Server;
let base = '';

beforeAll(async () => {
  const answers = new Map<string, (respond: import('node:http').ServerResponse) => void>([
    ['/pem', (response) => response.end(`text before\n${oldRoot.pem}${newByOld.pem}`)],
    ['/der', (response) => response.end(newByOld.der)],
    ['/other', (response) => response.end(oldRoot.pem)],
    ['/moved', (response) => response.writeHead(302, { location: '/pem' }).end()],
    ['/endless', (response) => void response.write(Buffer.alloc(1 << 20))],
    ['/silent', () => undefined],
  ]);
  server = createServer(
    { key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: own.pem },
    (request, response) => answers.get(request.url ?? '')?.(response),
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  base = `https://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('fetching a certificate by its hash', () => {
  const fetched = (path: string, more = {}) => fetchCertificate(base + path, sha256, { ca: own.pem, ...more });

  it.each(['/pem', '/der'])('takes it from %s', async (path) => {
    expect(Buffer.from(await fetched(path))).toEqual(Buffer.from(newByOld.der));
  });

  it('lets nothing else in', async () => {
    await expect(fetched('/other')).rejects.toMatchObject({ code: 'trust.certificate-mismatch', params: { sha256 } });
  });

  it.each([
    ['/moved', 'status 302'],
    ['/endless', 'too large'],
  ])('gives up on %s', async (path, reason) => {
    await expect(fetched(path)).rejects.toMatchObject({ code: 'trust.certificate-fetch-failed', params: { reason } });
  });

  it('gives up on a server that never answers, and at once when it is told to stop', async () => {
    await expect(fetched('/silent', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'trust.certificate-fetch-failed',
    });
    const stop = new AbortController();
    const waiting = fetched('/silent', { signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });

  it('trusts no server of an unknown authority', async () => {
    await expect(fetchCertificate(`${base}/pem`, sha256)).rejects.toMatchObject({
      code: 'trust.certificate-fetch-failed',
    });
  });
});

it('Node carries roots', () => {
  expect(
    nodeRoots()
      .map(certificateOf)
      .some(({ subject }) => subject.text.startsWith('CN=ISRG Root X1')),
  ).toBe(true);
});
