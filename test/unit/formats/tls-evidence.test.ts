import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import { parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { findTlsEvidence, findTlsInputBuffer } from '../../../electron/core/formats/tls-evidence.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

const text = (value: string) => new TextEncoder().encode(value);
const code = { loadAddress: chips.ESP32.irom[0] + 0x18, fileOffset: 8 };

/** An image whose only segment is code with these words in it. */
function bufferIn(words: readonly number[], chip = chips.ESP32, loadAddress = code.loadAddress) {
  const bytes = new Uint8Array(8 + 4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(8 + 4 * index, word, true);
  return findTlsInputBuffer(bytes, [{ ...code, loadAddress, length: 4 * words.length }], chip);
}

describe('evidence of how an app checks certificates', () => {
  it('is its texts, in whichever stream they stand', () => {
    const streams = [text('x\0The certificate validity has expired\0'), text('Initializing SNTP\0')];
    expect(findTlsEvidence(streams)).toEqual({ explainsRefusals: true, setsClock: true });
    expect(findTlsEvidence([text('nothing')])).toEqual({ explainsRefusals: false, setsClock: false });
  });
});

describe('the receive buffer of TLS', () => {
  it.each([
    [0x414d, 16384],
    [0x114d, 4096],
  ])('is told by the word %i among the constants of the code', (word, length) => {
    expect(bufferIn([0x400d1234, word, 0xffff])).toBe(length);
  });

  it('is not known from two such words, from none, from data or from RISC-V code', () => {
    expect(bufferIn([0x414d, 0x114d])).toBeUndefined();
    expect(bufferIn([0x4000, 0x414c])).toBeUndefined();
    expect(bufferIn([0x414d], chips.ESP32, chips.ESP32.drom[0])).toBeUndefined();
    expect(bufferIn([0x414d], chips['ESP32-C3'], chips['ESP32-C3'].irom[0])).toBeUndefined();
  });
});

describeWithShared('apps of the corpus', () => {
  it.each([
    ['app/airu_mqtt_ssl_201811.bin', 0, 16384], // speaks TLS, with the default of ESP-IDF v3.2
    ['merged/nina_fw_201902_NINA_W102.bin', 0x30000, 16384],
    ['app/kegcop_202010.bin', 0, undefined], // no TLS in it, nor in those that follow
    ['app/ewt_firmware_202111.bin', 0, undefined],
    ['app/esp_modem_blink.bin', 0, undefined],
    ['app/arduino_StartCounter.ino.bin', 0, undefined],
    ['app/sf_hello_ESP32_202408.bin', 0, undefined],
  ])('%s at %i: %s', (file, at, length) => {
    const bytes = new Uint8Array(readFileSync(sharedPath('corpus', file))).subarray(at);
    const image = parseAppImage(bytes);
    if (!image.ok) throw new Error(image.problem.code);
    expect(findTlsInputBuffer(bytes, image.value.segments, chips.ESP32)).toBe(length);
  });
});
