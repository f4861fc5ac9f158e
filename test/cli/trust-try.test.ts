import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { tryCommand } from '../../electron/cli/commands/try.ts';
import { createContext } from '../../electron/cli/context.ts';
import { issue, issueCa, rsaKey } from '../support/pki.ts';
import { newStation } from '../support/station.ts';

const host = 'fw.example.com';
const root = issueCa('Command Root', rsaKey('command root'));
const leaf = issue({ name: host, key: rsaKey('command leaf'), by: root, dnsNames: [host] });

/** The body of an answer to a unit that asks for this name. */
async function download(port: AddressInfo['port'], servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername, ca: root.pem, checkServerIdentity: () => undefined };
    request({ ...options, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}

it('serves until Ctrl-C and says in plain words who came, for what, and what the danger is', async () => {
  const station = newStation();
  writeFileSync(station.path('firmware.bin'), 'firmware');
  writeFileSync(station.path('chain.pem'), leaf.pem + root.pem);
  writeFileSync(station.path('key.pem'), leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  let shown = '';
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      shown += chunk.toString();
      done();
    },
  });
  const stop = new AbortController();
  const context = await createContext({ stdout, stderr: stdout, env: {}, signal: stop.signal });
  const files = ['--chain', station.path('chain.pem'), '--key', station.path('key.pem'), station.path('firmware.bin')];
  const running = tryCommand(context).parseAsync([...files, '--host', host], { from: 'user' });
  await expect.poll(() => shown).toContain('Ctrl-C stops.');
  const port = Number(/https:\/\/fw\.example\.com:(\d+)\//.exec(shown)?.[1]);
  expect(shown).toContain('they install whatever comes from it');
  expect(await download(port, host)).toBe('firmware');
  expect(shown).not.toContain('is not fw.example.com');
  expect(await download(port, 'other.example.com')).toBe('firmware');
  await expect.poll(() => shown.match(/GET \/ from 127\.0\.0\.1: 200, all sent/g)).toHaveLength(2);
  expect(shown).toContain('asked for fw.example.com, TLS_');
  expect(shown).toContain('other.example.com is not fw.example.com');
  stop.abort();
  await running;
  await expect(download(port, host)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
