import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnoseSilence } from '../../../electron/core/diagnosis/diagnose-silence.ts';

const codeOf = (received: string) => diagnoseSilence({ received }).code;

/** What a real ROM printed, from the recordings. */
function recorded(name: string): string {
  const lines = readFileSync(`test/fixtures/serial/${name}.jsonl`, 'utf8').trim().split('\n');
  return lines
    .map((line): { dir?: string; raw?: string } => JSON.parse(line))
    .filter(({ dir, raw }) => dir === 'chip>host' && raw !== undefined)
    .map(({ raw = '' }) => Buffer.from(raw, 'hex').toString('latin1'))
    .join('');
}

const powerOn = 'ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n';
const crash = [
  'rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)',
  "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
  'Rebooting...',
  '',
].join('\r\n');
const brownout = [
  'Brownout detector was triggered',
  '',
  'ets Jul 29 2019 12:21:46',
  'rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)',
  '',
].join('\r\n');
const blank = 'rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\ninvalid header: 0xffffffff\r\n';

describe('a unit that does not answer', () => {
  it.each([
    ['esp32-efuse-d-uart-dl-disabled', 'download-disabled'],
    ['esp32c3-efuse-d-download-disabled', 'download-disabled'],
    ['esp32c3-efuse-e-secure-download', 'secure-download'],
    ['esp32-boot-blank-watchdog', 'wrong-strap'],
    ['esp32-boot-blank', 'wrong-strap'],
  ])('of the recording %s: %s', (recording, code) => {
    expect(codeOf(recorded(recording))).toBe(code);
  });

  it('starts its firmware each time that this program resets it, which is no loop', () => {
    expect(diagnoseSilence({ received: powerOn.repeat(7) })).toMatchObject({
      code: 'wrong-strap',
      params: { boot: '0x13' },
      picture: 'hold-boot',
      error: 'loader.wrong-boot-mode',
    });
  });

  it('wakes from deep sleep again and again, which is no loop either', () => {
    expect(codeOf('rst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n'.repeat(5))).toBe('wrong-strap');
  });

  it.each([
    ['panic', crash, 'hold-boot'],
    ['brownout', brownout, 'check-power'],
    ['invalid-header', blank, 'hold-boot'],
  ])('starts over and over: %s', (cause, text, next) => {
    expect(diagnoseSilence({ received: text.repeat(4) })).toMatchObject({
      code: 'boot-loop',
      params: { count: 4, cause, boot: '0x13' },
      next,
    });
    expect(codeOf(text.repeat(2))).toBe('wrong-strap');
  });

  it('waits for a download and does not hear', () => {
    const text =
      'rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n';
    expect(diagnoseSilence({ received: powerOn + text })).toMatchObject({ code: 'not-heard', params: { boot: '0x3' } });
  });

  it('runs its firmware', () => {
    const log = 'I (51234) wifi: state: run -> init (0)\r\n\u001b[0;31mE (51300) radio: no stream\u001b[0m\r\n';
    expect(diagnoseSilence({ received: log })).toMatchObject({ code: 'app-running', error: 'loader.other-text' });
  });

  it('sends bytes that are no text: a wrong rate, even where many of them happen to be printable', () => {
    const bytes = Array.from({ length: 256 }, (_, index) => String.fromCharCode((index * 167 + 13) & 0xff)).join('');
    expect(diagnoseSilence({ received: bytes })).toMatchObject({ code: 'noise', params: { bytes: 256 } });
    expect(codeOf('\x00'.repeat(40))).toBe('noise');
  });

  it('is silent, a click of the plug aside', () => {
    expect(codeOf('')).toBe('silent');
    expect(codeOf('\xff\x00\xfe')).toBe('silent');
  });

  it('is known from before to be closed', () => {
    expect(diagnoseSilence({ received: '', downloadMode: 'disabled' })).toMatchObject({
      code: 'download-disabled',
      picture: 'fuse-disabled',
    });
    expect(diagnoseSilence({ received: powerOn, downloadMode: 'disabled' }).code).toBe('download-disabled');
    expect(diagnoseSilence({ received: '', downloadMode: 'secure' }).error).toBe('loader.not-available');
  });
});
