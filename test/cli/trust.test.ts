import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { trustCommand } from '../../electron/cli/commands/trust.ts';
import { createContext } from '../../electron/cli/context.ts';
import type { RescuePlan } from '../../electron/core/rescue/rescue-plan.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { pemUnit } from '../unit/rescue/real-units.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function collector(): Writable & { text: string } {
  const stream = Object.assign(new Writable(), { text: '' });
  stream._write = (chunk: Buffer, _encoding, done) => {
    stream.text += chunk.toString();
    done();
  };
  return stream;
}

async function run(args: readonly string[], json = false) {
  const [stdout, stderr] = [collector(), collector()];
  const signal = new AbortController().signal;
  const context = await createContext({ stdout, stderr, env: { UNSTRAND_HOME: join(folder, 'home') }, signal });
  context.json = json;
  await trustCommand(context).parseAsync(args, { from: 'user' });
  return { exit: context.exit, stdout: stdout.text, stderr: stderr.text };
}

function factsFile(name: string, facts: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(facts));
  return path;
}

describe('unstrand trust chains', () => {
  it('tells who vouches for an authority, what it signed, and who issues below it', async () => {
    const { exit, stdout } = await run(['chains', 'DST Root CA X3']);
    expect(exit).toBe(0);
    expect(stdout).toContain('nobody is known to show chains to it');
    expect(stdout).toContain('CN=ISRG Root X1, O=Internet Security Research Group, C=US signed by CN=DST Root CA X3');
    expect(stdout).toContain("Let's Encrypt, RSA key (free, by ACME): CN=YR1");
    expect(stdout).not.toContain('DigiCert');
  });

  it('finds an authority by the hash of a certificate, as a document', async () => {
    const digest = '0687260331a72403d909f105e69bcf0d32e1bd2493ffc6d9206d11bcd6770739';
    const { stdout } = await run(['chains', digest], true);
    const { schema, authorities } = JSON.parse(stdout);
    expect(schema).toBe(1);
    expect(authorities).toHaveLength(1);
    expect(authorities[0].certificates[0].sha256).toBe(digest);
  });

  it('ends with 1 where nothing fits, and shows a few where much does', async () => {
    expect(await run(['chains', 'No Such Authority'])).toMatchObject({ exit: 1 });
    expect((await run(['chains', 'root'])).stdout).toContain('the first 10 are shown');
  });
});

describe('unstrand trust catalogue', () => {
  it('says which edition is in use', async () => {
    expect((await run(['catalogue'])).stdout).toContain('It came with the program.');
  });
});

describeWithShared('unstrand trust rescue', () => {
  const old = () => factsFile('old.json', pemUnit('roots/DST-Root-CA-X3', { dates: false }));
  const served = () => sharedPath('certs', 'chains-real', 'letsencrypt.org-2026-04-E8-served.pem');
  const crossSign = () => sharedPath('certs', 'letsencrypt', 'isrg-root-x1-cross-signed.pem');

  it('gives the whole chain as a file, in an order that OpenSSL verifies without dates', async () => {
    const out = join(folder, 'rescue');
    const args = ['rescue', old(), '--chain', served(), '--certificates', crossSign(), '--out', out];
    const { exit, stdout } = await run(args);
    expect(exit).toBe(0);
    expect(stdout).toContain('APPEND  CN=ISRG Root X1');
    const chain = readFileSync(join(out, 'fullchain.pem'), 'utf8');
    expect(chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    const verified = execFileSync('openssl', [
      'verify',
      '-no_check_time',
      '-CAfile',
      join(out, 'anchor.pem'),
      '-untrusted',
      join(out, 'fullchain.pem'),
      join(out, 'fullchain.pem'),
    ]);
    expect(verified.toString()).toContain(': OK');
    expect(readFileSync(join(out, 'nginx.conf'), 'utf8')).toContain('server_name letsencrypt.org;');
    expect(readFileSync(join(out, 'self-test.txt'), 'utf8')).toContain(
      '-no_check_time -partial_chain -CAfile anchor.pem',
    );
  });

  it('names the certificate that is not at hand and where it is published, and writes no chain with a hole', async () => {
    const out = join(folder, 'rescue');
    const { stdout } = await run(['rescue', old(), '--chain', served(), '--out', out]);
    expect(stdout).toContain('https://letsencrypt.org/certs/isrg-root-x1-cross-signed.pem');
    expect(() => readFileSync(join(out, 'fullchain.pem'))).toThrow('ENOENT');
  });

  it('gives what to append, and how, where the leaf is yet to be issued', async () => {
    const out = join(folder, 'rescue');
    const { stdout } = await run([
      'rescue',
      old(),
      '--host',
      'fw.example.com',
      '--certificates',
      crossSign(),
      '--out',
      out,
    ]);
    expect(stdout).toContain("a new certificate with RSA key from Let's Encrypt (free, by ACME)");
    expect(readFileSync(join(out, 'append.pem'), 'utf8').match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    expect(readFileSync(join(out, 'nginx.conf'), 'utf8')).toContain(
      'certbot certonly --key-type rsa -d fw.example.com',
    );
  });

  it('gives one document under --json, and ends with 1 where a unit is left', async () => {
    const dated = factsFile('dated.json', pemUnit('roots/DST-Root-CA-X3', { dates: true }));
    const { exit, stdout } = await run(['rescue', old(), dated, '--chain', served()], true);
    const plan: RescuePlan = JSON.parse(stdout);
    expect(exit).toBe(1);
    expect(plan.perClass.map(({ units, outcome }) => [units.join(), outcome])).toEqual([
      ['old.json', 'rescued'],
      ['dated.json', 'none'],
    ]);
  });

  it('takes firmware files too, and lets no name of theirs move the cursor', async () => {
    const facts = pemUnit('roots/DST-Root-CA-X3', { dates: false, hosts: ['fw.example.com\u001b[2J'] });
    const { stdout } = await run(['rescue', factsFile('odd.json', facts)]);
    expect(stdout).not.toContain('\u001b[2J');
    expect(stdout).toContain('server_name fw.example.com;');
  });
});
