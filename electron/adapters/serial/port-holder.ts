import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import type { PortHolder } from '../../core/interfaces/usb-inventory.ts';
import { runTool } from '../usb/run-tool.ts';

/**
 * The program that has a port open, as `name (pid)`; `unknown` where the system does not say: on Windows, and for the
 * processes of other users.
 */
export async function portHolder(path: string): Promise<string> {
  const holder = await findHolder(path);
  return holder === undefined ? 'unknown' : `${holder.name} (${holder.pid})`;
}

/** The same as values. Never rejects. */
export async function findHolder(path: string): Promise<PortHolder | undefined> {
  try {
    if (process.platform === 'linux') return await holderOnLinux(await realpath(path));
    if (process.platform === 'darwin') return parseLsof(await runTool('/usr/sbin/lsof', ['-F', 'pc', '--', path]));
  } catch {
    // lsof ends with an error where nobody has the port open; otherwise there is nothing to add to what is known
  }
  return undefined;
}

/** The first process that `lsof -F pc` names: a line `p<pid>`, then `c<name>` (lsof(8), output for other programs). */
export function parseLsof(text: string): PortHolder | undefined {
  const pid = Number(/^p(\d{1,10})$/m.exec(text)?.[1] ?? Number.NaN);
  const name = /^c(.{1,128})$/m.exec(text)?.[1];
  return Number.isNaN(pid) ? undefined : { name: name ?? 'unknown', pid, isOwn: pid === process.pid };
}

async function holderOnLinux(device: string): Promise<PortHolder | undefined> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const id of processes) {
    if (!(await hasOpen(id, device))) continue;
    const name = (await readFile(`/proc/${id}/comm`, 'utf8')).trim();
    return { name, pid: Number(id), isOwn: Number(id) === process.pid };
  }
  return undefined;
}

async function hasOpen(process: string, device: string): Promise<boolean> {
  const folder = `/proc/${process}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.includes(device);
}
