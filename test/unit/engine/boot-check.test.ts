import { describe, expect, it } from 'vitest';
import { type BootStep, checkBoot, judgeBoot } from '../../../electron/core/engine/boot-check.ts';
import { memoryFlash } from '../../support/memory-flash.ts';

const step: BootStep = {
  id: 5,
  kind: 'boot-check',
  target: 'ota_1',
  version: 'seed 2.0.0',
  lines: ['ready', 'heap ok'],
  slotOffset: 0x110000,
  isOnlySlot: false,
  timeoutMs: 5000,
  hazard: 'none',
  undo: 'not-needed',
  stateDuring: 'new-unconfirmed',
  stateAfter: 'new-boots',
};

const reset = 'rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)';
const loaded = (offset: string) => `I (500) boot: Loaded app from partition at offset ${offset}`;
const started = 'I (600) cpu_start: Pro cpu up.';
const text = (...lines: string[]) => lines.join('\r\n');
const good = text(reset, loaded('0x110000'), started, 'seed 2.0.0', 'heap ok', 'ready');

describe('judgeBoot', () => {
  it('sees the version, all lines and the slot', () => {
    expect(judgeBoot(good, step)).toMatchObject({ outcome: 'booted', unitState: 'new-boots', error: undefined });
  });

  it.each([
    ['nothing at all', ''],
    ['no slot', text(reset, 'seed 2.0.0', 'heap ok', 'ready')],
    ['no word from the app', text(reset, loaded('0x110000'))],
    ['garbage of another rate', '\u00ff\u0000\u0013xx\u00fe'],
  ])('has not seen a boot that shows %s', (_, log) => {
    expect(judgeBoot(log, step)).toMatchObject({
      outcome: 'not-seen',
      unitState: 'new-unconfirmed',
      error: { code: 'engine.boot-not-seen' },
    });
  });

  it('needs no slot in the log where the table has only one', () => {
    const silent = text(reset, 'seed 2.0.0', 'heap ok', 'ready');
    expect(judgeBoot(silent, { ...step, isOnlySlot: true })).toMatchObject({ outcome: 'booted' });
  });

  it('names another version', () => {
    const other = text(reset, loaded('0x110000'), started, 'seed 1.9.9', 'heap ok', 'ready');
    expect(judgeBoot(other, step)).toMatchObject({
      outcome: 'failed',
      error: { code: 'engine.wrong-version-booted', params: { expected: 'seed 2.0.0' } },
      unitState: 'new-unconfirmed',
    });
  });

  it('misses a line that the release promises', () => {
    const partial = text(reset, loaded('0x110000'), started, 'seed 2.0.0', 'ready');
    expect(judgeBoot(partial, step).outcome).toBe('failed');
  });

  it('names another slot, and what is known of it', () => {
    expect(judgeBoot(text(reset, loaded('0x10000'), started), step)).toMatchObject({
      outcome: 'failed',
      unitState: 'old-boots',
      error: { params: { finding: 'other-slot', loadedOffset: 0x10000 } },
    });
    expect(judgeBoot(text(reset, loaded('0x10000')), step).unitState).toBe('unknown');
  });

  it.each([
    ['brownout', 'Brownout detector was triggered'],
    ['panic', "Guru Meditation Error: Core  0 panic'ed (LoadProhibited)"],
    ['no-bootable-app', 'E (100) boot: No bootable app partitions in the partition table'],
    ['flash-read-error', 'flash read err, 1000'],
    ['nvs-refused', 'ESP_ERR_NVS_NEW_VERSION_FOUND'],
  ])('is no success when the log shows %s', (finding, line) => {
    const result = judgeBoot(text(good, line), step);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'engine.boot-failed', params: { finding } } });
    expect(result.findings).toContain(finding);
  });

  it('calls a unit that went back in the same log by the slot that it went back to', () => {
    const log = text(
      reset,
      loaded('0x110000'),
      "Guru Meditation Error: Core  0 panic'ed",
      reset,
      loaded('0x10000'),
      started,
    );
    expect(judgeBoot(log, step)).toMatchObject({ outcome: 'failed', unitState: 'old-boots' });
  });

  it('does not take a stale digest of an old bootloader for a failure', () => {
    expect(judgeBoot(text(reset, 'SHA-256 comparison failed:', good), step).outcome).toBe('booted');
  });

  it('keeps a bounded, redacted log', () => {
    const log = judgeBoot(`${'x'.repeat(300)}\n`.repeat(2000) + text(good, 'https://user:pw@host/a?token=1'), step).log;
    expect(log.length).toBeLessThanOrEqual(0x10000);
    expect(log).not.toContain('token=1');
    expect(log).toContain('https://host/a');
  });
});

describe('checkBoot', () => {
  const completesOn = async (log: string) => {
    const unit = memoryFlash(new Uint8Array(0x1000));
    let complete: boolean | undefined;
    const loader: typeof unit.loader = {
      ...unit.loader,
      async captureBoot({ isComplete }) {
        complete = isComplete?.(log);
        return log;
      },
    };
    await checkBoot(loader, step, undefined);
    return complete;
  };

  it('stops listening as soon as everything expected was said', async () => {
    expect(await completesOn(good)).toBe(true);
    expect(await completesOn(text(reset, loaded('0x110000'), 'seed 2.0.0'))).toBe(false);
  });

  it('stops listening to a boot loop', async () => {
    expect(await completesOn(text(reset, reset, reset))).toBe(false);
    expect(await completesOn(text(reset, reset, reset, reset))).toBe(true);
  });
});
