import { expect, onTestFinished, test } from 'vitest';
import { createFlashLoader } from '../../../electron/adapters/esptool/loader.ts';
import { openLinkFor } from '../../../electron/adapters/open-link.ts';
import { md5 } from '../../../electron/core/bytes/digest.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import type { FlashLoader } from '../../../electron/core/interfaces/flash-loader.ts';
import { noise } from '../../support/sim-unit.ts';
import { describeWithTool, type PythonTool, pythonTool } from '../support/python.ts';

/**
 * A unit that other people wrote, over TCP. Some replies of its ROM end with 2 bytes of status where real ROMs send 4.
 * Reading is left out: its READ_FLASH fails for esptool too.
 */
const tool = await pythonTool('esp32-mock-bootloader', '0.3.0', 'esp32_mock_bootloader.cli');

const offset = flashOffset(0x10000);

describeWithTool(tool, 'esp32-mock-bootloader 0.3.0', (mock) => {
  test.each([
    ['esp32', 'ESP32'],
    ['esp32c3', 'ESP32-C3'],
  ])('%s is named, given a stub, written and proven by its MD5', async (chip, family) => {
    const loader = createFlashLoader(openLinkFor(await startMock(mock, chip)));
    onTestFinished(() => loader.disconnect('none'));
    expect(await loader.connect({ before: 'none', useStub: true })).toMatchObject({ family, mode: 'stub' });
    for (const image of [noise(0x2a000), new Uint8Array(0x30000).fill(0x5a), noise(100)]) {
      expect(await loader.write(offset, image)).toMatchObject({ restarts: 0 });
      expect(await loader.md5(offset, image.length)).toEqual(md5(image));
    }
    await erase(loader);
  });

  test('a chip that is not ours is named and refused', async () => {
    const loader = createFlashLoader(openLinkFor(await startMock(mock, 'esp32s3')));
    onTestFinished(() => loader.disconnect('none'));
    await expect(loader.connect({ before: 'none', useStub: true })).rejects.toMatchObject({
      code: 'loader.unsupported-chip',
      params: { chip: 'ESP32-S3' },
    });
  });
});

async function erase(loader: FlashLoader): Promise<void> {
  await loader.erase(offset, 0x10000);
  expect(await loader.md5(offset, 0x10000)).toEqual(md5(new Uint8Array(0x10000).fill(0xff)));
}

/** Starts the mock on a free port and gives its address; it ends with the test. */
async function startMock(mock: PythonTool, chip: string): Promise<string> {
  const running = mock.start(['run', '--chip', chip, '--port', '0', '--timeout', '120']);
  onTestFinished(() => void running.kill());
  let output = '';
  return new Promise((resolve, reject) => {
    // Read to the end: the mock drops its client when nobody takes what it prints.
    const read = (chunk: Buffer) => {
      output += chunk;
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(`socket://127.0.0.1:${port}`);
    };
    running.stdout?.on('data', read);
    running.stderr?.on('data', read);
    running.once('exit', () => reject(new Error(`the mock did not start: ${output}`)));
  });
}
