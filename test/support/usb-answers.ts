import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readLinuxDevices } from '../../electron/adapters/usb/linux-inventory.ts';
import { parseIoreg } from '../../electron/adapters/usb/macos-inventory.ts';
import { parsePnpEntities } from '../../electron/adapters/usb/windows-inventory.ts';
import type { Parsed } from '../../electron/core/formats/parsed.ts';
import type { UsbDevice } from '../../electron/core/interfaces/usb-inventory.ts';
import { temporaryFolder } from './temporary-folder.ts';

const fixtures = 'test/fixtures/usb';

export const ioregText = readFileSync(`${fixtures}/macos-ioreg.txt`, 'utf8');
export const entitiesText = readFileSync(`${fixtures}/windows-entities.json`, 'utf8');

/** A folder like `/sys/bus/usb/devices`, with real links, gone when the test ends. */
export function sysfsFolder(): string {
  const folder = temporaryFolder();
  const tree: Record<string, string | { link?: string }> = JSON.parse(
    readFileSync(`${fixtures}/linux-sysfs.json`, 'utf8'),
  );
  for (const [path, entry] of Object.entries(tree)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof entry === 'string') writeFileSync(place, entry);
    else if (entry.link === undefined) mkdirSync(place, { recursive: true });
    else symlinkSync(entry.link, place);
  }
  return folder;
}

/** What each system's adapter makes of its answer. */
export const devicesOf: Readonly<Record<'linux' | 'darwin' | 'win32', () => Promise<readonly UsbDevice[]>>> = {
  linux: () => readLinuxDevices(sysfsFolder()),
  darwin: async () => valueOfParsed(parseIoreg(ioregText)),
  win32: async () => valueOfParsed(parsePnpEntities(entitiesText)),
};

export function valueOfParsed<T>(answer: Parsed<T>): T {
  if (!answer.ok) throw new Error(answer.problem.code);
  return answer.value;
}
