import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { buildProgram } from '../../support/electron-runtime/build-app.ts';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { expectedVectors } from '../../unit/provisioning/vectors.ts';

await describeInElectron('security of provisioning', ({ executable }) => {
  it('computes every vector in Electron as in Node', async () => {
    const program = await buildProgram('test/e2e/electron/vectors-program.ts', 'vectors', temporaryFolder());
    const env = { PATH: process.env.PATH ?? '', ELECTRON_RUN_AS_NODE: '1' };
    const { electron, vectors } = JSON.parse(execFileSync(executable, [program], { env, encoding: 'utf8' }));
    expect(electron).toMatch(/^\d+\./);
    expect(vectors).toEqual(expectedVectors);
  });
});
