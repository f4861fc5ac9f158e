import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findHolder, parseLsof } from '../../../electron/adapters/serial/port-holder.ts';
import { parseGroups, portAccess } from '../../../electron/adapters/usb/port-access.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const nobody = 65534;
const run = promisify(execFile);

function newPort(): string {
  const path = join(temporaryFolder(), 'ttyUSB0');
  writeFileSync(path, '');
  return path;
}

describe('who holds a port', () => {
  it.runIf(process.platform === 'linux')('is another program, by name and number', async () => {
    const path = newPort();
    const other = spawn('tail', ['-f', path], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void other.kill());
    await once(other, 'spawn');
    await expect.poll(() => findHolder(path)).toEqual({ name: 'tail', pid: other.pid, isOwn: false });
  });

  it.runIf(process.platform === 'linux')('is this program', async () => {
    const path = newPort();
    openSync(path, 'r');
    expect(await findHolder(path)).toMatchObject({ pid: process.pid, isOwn: true });
  });

  it('is nobody', async () => {
    expect(await findHolder(newPort())).toBeUndefined();
  });

  it('is the first that lsof names', () => {
    expect(parseLsof('p4711\ncscreen\nf5\np4712\ncminicom\n')).toEqual({ name: 'screen', pid: 4711, isOwn: false });
    expect(parseLsof('')).toBeUndefined();
  });
});

describe('who may open a port', () => {
  it('is told with the group that owns it', async () => {
    expect(await portAccess.read(newPort())).toMatchObject({ permission: 'granted', group: expect.any(String) });
  });

  it.runIf(process.platform === 'linux')('is not somebody without the right', async () => {
    const path = newPort();
    chmodSync(path, 0o000);
    chmodSync(join(path, '..'), 0o755);
    const adapter = pathToFileURL('electron/adapters/usb/port-access.ts').href;
    const script = `import { portAccess } from '${adapter}'; console.log(JSON.stringify(await portAccess.read('${path}')));`;
    const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], user);
    expect(JSON.parse(stdout)).toMatchObject({ permission: 'denied' });
  });

  it('is unknown of a port that is gone', async () => {
    expect(await portAccess.read('/dev/ttyUSB-gone')).toEqual({ path: '/dev/ttyUSB-gone', permission: 'unknown' });
  });

  it('reads group(5) and passes over what is none', () => {
    const groups = parseGroups('root:x:0:\n# note\ndialout:x:20:ann,bob\nuucp:*:987:\nbad line\n:x:5:\n');
    expect([...groups]).toEqual([
      [0, 'root'],
      [20, 'dialout'],
      [987, 'uucp'],
    ]);
  });
});
