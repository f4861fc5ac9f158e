import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { selfTestText } from '../../../electron/cli/rescue-files.ts';
import { loadTexts } from '../../../electron/cli/texts.ts';
import { planRescue } from '../../../electron/core/rescue/rescue.ts';
import { catalogueOf, source } from '../../support/catalogue.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { issuing, leaf, newByOld, newRoot, now, oldRoot, updateHost } from '../../unit/trust/seed-pki.ts';
import { describeWithOpenssl, presenting, startOpenssl } from './openssl.ts';

/** The self-test as an admin would paste it, against a server on this machine. */
async function selfTest(port: number): Promise<string> {
  const catalogue = await catalogueOf([oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der)));
  const facts = unitFacts({ anchors: [pemAnchor(oldRoot.der, 'ota_0')], hosts: [updateHost] });
  const server = serverView(updateHost, leaf.der, issuing.der);
  const plan = await planRescue({ fleet: [{ name: 'unit', facts }], server, catalogue, now });
  const [listener] = plan.listeners;
  if (listener === undefined) throw new Error('no rescue');
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'anchor.pem'), oldRoot.pem);
  const command = selfTestText(listener, plan, await loadTexts()).split('\n')[1] ?? '';
  const here = command.replace(`-connect ${updateHost}:443`, `-connect 127.0.0.1:${port}`);
  const result = promisify(execFile)('sh', ['-c', here], { cwd });
  return (await result.catch((failure: { stdout: string }) => failure)).stdout;
}

describeWithOpenssl('the self-test of a rescue, against openssl s_server', () => {
  it('passes where the server shows the chain of the plan, expired cross-sign and all', async () => {
    const { port } = await startOpenssl(...presenting(leaf, [issuing, newByOld]));
    expect(await selfTest(port)).toContain('Verify return code: 0 (ok)');
  });

  it('fails where the cross-sign is missing', async () => {
    const { port } = await startOpenssl(...presenting(leaf, [issuing]));
    expect(await selfTest(port)).not.toContain('Verify return code: 0 (ok)');
  });
});
