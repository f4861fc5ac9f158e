import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { rfc2217Link } from '../../electron/adapters/tcp/rfc2217-link.ts';
import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';
import type { ReleaseManifest } from '../../electron/core/release/manifest.ts';

/** What the unit's process says once it can be reached. */
export interface UnitAnnouncement {
  readonly url: string;
  /** Of a release that knows the unit's firmware. */
  readonly manifest: ReleaseManifest;
}

const script = fileURLToPath(new URL('unit-process.ts', import.meta.url));

/** Lends a link to a unit fresh from the factory, in a process of its own that ends with the work. */
export async function withUnit<T>(work: (link: SerialLink, manifest: ReleaseManifest) => Promise<T>): Promise<T> {
  const child = fork(script);
  const ended = once(child, 'exit');
  try {
    const message = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
    if (message === undefined) throw new Error('the unit did not start');
    const { url, manifest } = message[0] as UnitAnnouncement;
    const { hostname, port } = new URL(url);
    return await work(rfc2217Link(hostname, Number(port)), manifest);
  } finally {
    child.kill();
    await ended;
  }
}
