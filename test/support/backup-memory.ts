import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createAgeBackups } from '../../electron/adapters/backup/age-backups.ts';
import { systemClock, systemRandom } from '../../electron/adapters/machine.ts';
import { createFileSecrets } from '../../electron/adapters/store/file-secrets.ts';
import { createFileStore } from '../../electron/adapters/store/file-store.ts';

/** A program of its own that saves and loads one 16 MiB backup and prints how much more memory that took: `node backup-memory.ts FOLDER`. */
const [folder = ''] = process.argv.slice(2);
const backups = createAgeBackups({
  store: createFileStore(join(folder, 'data')),
  secrets: createFileSecrets(join(folder, 'secrets')),
  clock: systemClock,
  random: systemRandom,
});
const unit = { mac: '24:6f:28:aa:bb:01' };
await backups.save(unit, [{ offset: 0, bytes: new Uint8Array(16) }], undefined);
const bytes = new Uint8Array(randomBytes(16 << 20));

const beforeKiB = process.resourceUsage().maxRSS;
const startedMs = performance.now();
const { id } = await backups.save(unit, [{ offset: 0, bytes }], undefined);
const savedMs = performance.now();
const { pieces } = await backups.load(id);
const loadedMs = performance.now();

process.stdout.write(
  JSON.stringify({
    bytes: pieces[0]?.bytes.length,
    extraMiB: (process.resourceUsage().maxRSS - beforeKiB) / 1024,
    saveMs: Math.round(savedMs - startedMs),
    loadMs: Math.round(loadedMs - savedMs),
  }),
);
