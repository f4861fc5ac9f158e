import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

/**
 * The program that has a port open, as `name (pid)`; `unknown` where the system does not say: on anything but Linux,
 * and for the processes of other users.
 */
export async function portHolder(path: string): Promise<string> {
  try {
    const device = await realpath(path);
    const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    for (const process of processes) {
      if (!(await hasOpen(process, device))) continue;
      return `${(await readFile(`/proc/${process}/comm`, 'utf8')).trim()} (${process})`;
    }
  } catch {
    // nothing to add to what is known already
  }
  return 'unknown';
}

async function hasOpen(process: string, device: string): Promise<boolean> {
  const folder = `/proc/${process}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.includes(device);
}
