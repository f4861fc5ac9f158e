import { access, constants, readFile, stat } from 'node:fs/promises';
import type { PortAccess, PortAccessReader } from '../../core/interfaces/usb-inventory.ts';
import { findHolder } from '../serial/port-holder.ts';

/**
 * Who may open a port and who has it open, found without opening it: opening resets many a unit. Windows tells neither
 * in advance, so there both are unknown.
 */
export const portAccess: PortAccessReader = {
  async read(path) {
    if (process.platform === 'win32') return { path, permission: 'unknown' };
    const [permission, group, holder] = await Promise.all([permissionOf(path), groupOf(path), findHolder(path)]);
    return { path, permission, ...(group !== undefined && { group }), ...(holder !== undefined && { holder }) };
  },
};

async function permissionOf(path: string): Promise<PortAccess['permission']> {
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return 'granted';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unknown';
  }
}

async function groupOf(path: string): Promise<string | undefined> {
  try {
    const { gid } = await stat(path);
    return parseGroups(await readFile('/etc/group', 'utf8')).get(gid);
  } catch {
    return undefined;
  }
}

/** Names of groups by their number, from `/etc/group` (group(5)). */
export function parseGroups(text: string): ReadonlyMap<number, string> {
  const rows = text.split('\n').map((line) => /^([a-z_][a-z0-9_-]{0,31}):[^:]*:(\d{1,10}):/i.exec(line));
  return new Map(rows.flatMap((row) => (row?.[1] === undefined ? [] : [[Number(row[2]), row[1]] as const])));
}
