import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billSchema, withScopes } from './bill-scopes.ts';

/*
 * npm run -s sbom [FOLDER]
 * Beside the files of a release (default: release/): what is inside them and what they were made with, as CycloneDX, and their SHA-256.
 */
const folder = process.argv[2] ?? 'release';
mkdirSync(folder, { recursive: true });

const npm = process.env.npm_execpath;
if (npm === undefined) throw new Error('Start it with npm run -s sbom');
const bill = execFileSync(
  process.execPath,
  [npm, 'sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'],
  {
    maxBuffer: 64 << 20,
    encoding: 'utf8',
  },
);
const scoped = withScopes(billSchema.parse(JSON.parse(bill)));
writeFileSync(join(folder, 'unstrand.cdx.json'), `${JSON.stringify(scoped, undefined, 2)}\n`);

const isPublished = (name: string) =>
  /\.(?:exe|dmg|AppImage|deb|tgz|cdx\.json|blockmap|zip)$|^latest.*\.yml$/.test(name);
const sums = readdirSync(folder)
  .filter((name) => isPublished(name) && existsSync(join(folder, name)))
  .sort()
  .map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')}  ${name}\n`,
  );
writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
console.log(`${folder}: unstrand.cdx.json, SHA256SUMS of ${sums.length} files`);
