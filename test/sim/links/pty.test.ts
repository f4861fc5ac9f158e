import { open } from 'node:fs/promises';
import { platform } from 'node:os';
import { describe, expect, it } from 'vitest';
import { servePty } from '../../../electron/sim/links/pty.ts';
import { RecordingDevice } from './recording-device.ts';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const isLinux = platform() === 'linux';
if (!isLinux && process.env.CI === 'true') throw new Error('pseudo-terminals need Linux');
if (!isLinux) console.warn('\n*** SKIPPED (3 tests): pseudo-terminals are served on Linux only ***\n');

describe.skipIf(!isLinux)('pseudo-terminal', () => {
  it('passes every byte value both ways, unchanged', async () => {
    const device = new RecordingDevice();
    const server = await servePty(device);
    const client = await open(server.url, 'r+');
    await client.write(allBytes);
    await device.until(({ received }) => received.length >= 256);
    expect(device.received).toEqual(Buffer.from(allBytes));
    device.send(allBytes);
    expect(await readExactly(client, 256)).toEqual(Buffer.from(allBytes));
    await client.close();
    await server.close();
  });

  it('serves one client after another', async () => {
    const device = new RecordingDevice();
    const server = await servePty(device);
    for (const [index, byte] of [65, 66].entries()) {
      const client = await open(server.url, 'r+');
      await client.write(Uint8Array.of(byte));
      await device.until(({ received }) => received.length === index + 1);
      await client.close();
    }
    expect([...device.received]).toEqual([65, 66]);
    await server.close();
  });

  it('goes away when the cable is pulled', async () => {
    const device = new RecordingDevice();
    const server = await servePty(device);
    device.pullPlug();
    await server.close();
    expect(device.listeners).toBe(0);
    await expect(open(server.url, 'r+')).rejects.toThrow();
  });
});

async function readExactly(client: Awaited<ReturnType<typeof open>>, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) read += (await client.read(buffer, read, length - read)).bytesRead;
  return buffer;
}
