import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = 'electron/core/provisioning/proto';

it('the schemas give the TypeScript that is committed', () => {
  const output = mkdtempSync(join(tmpdir(), 'unstrand-proto-'));
  try {
    execFileSync('node_modules/.bin/buf', ['generate', '--template', `${folder}/buf.gen.yaml`, '--output', output], {
      timeout: 60_000,
    });
    const generated = readdirSync(join(output, folder)).sort();
    expect(generated).toEqual(
      readdirSync(folder)
        .filter((name) => name.endsWith('_pb.ts'))
        .sort(),
    );
    for (const name of generated) {
      expect(readFileSync(join(output, folder, name), 'utf8'), name).toBe(readFileSync(join(folder, name), 'utf8'));
    }
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
});
