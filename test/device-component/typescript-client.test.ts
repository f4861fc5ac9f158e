import { expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../electron/adapters/machine.ts';
import { parseSoftApUrl } from '../../electron/adapters/softap/softap-address.ts';
import { softApTransport } from '../../electron/adapters/softap/softap-transport.ts';
import { sha256 } from '../../electron/core/bytes/digest.ts';
import { openSession } from '../../electron/core/provisioning/open-session.ts';
import type { PushEvent } from '../../electron/core/provisioning/recovery/push-events.ts';
import {
  activateFirmware,
  confirmFirmware,
  type FirmwarePush,
  pushFirmware,
  transferFirmware,
} from '../../electron/core/provisioning/recovery/push-firmware.ts';
import { readRecoveryFacts } from '../../electron/core/provisioning/recovery/read-facts.ts';
import type { PushContext } from '../../electron/core/provisioning/recovery/recovery-link.ts';
import { leastSecurity } from '../../electron/core/provisioning/security-policy.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { type Device, startDevice } from './device.ts';
import { app, beginWith, type FlashFile, flashFile, type ManifestShape, manifestOf, slotOffsets } from './unit.ts';

const old = app('1.4.2', 4_000);
const image = app('2.0.0', 120_000);
const credentials = { pop: 'abcd1234', username: 'wifiprov' };
const schemes = [
  ['1', ['--sec', '1', '--pop', credentials.pop]],
  ['2, patch 0', ['--sec', '2', '--sec-patch', '0', '--user', credentials.username, '--pop', credentials.pop]],
  ['2, patch 1', ['--sec', '2', '--sec-patch', '1', '--user', credentials.username, '--pop', credentials.pop]],
] as const;
const sec2 = schemes[2][1];

/** A unit that somebody switches on again whenever it went out; its bootloader runs in the boot model each time. */
class PoweredUnit {
  readonly flash: FlashFile;
  readonly ends: string[] = [];
  /** Versions that were started. */
  readonly starts: (string | undefined)[] = [];
  /** Called with each program that was started. */
  onStart: (device: Device) => Promise<unknown> = async () => {};
  readonly #program: string;
  readonly #args: readonly string[];
  #device: Promise<Device> | undefined;

  constructor(program: string, flash: FlashFile, args: readonly string[]) {
    this.#program = program;
    this.flash = flash;
    this.#args = args;
  }

  /** The running program, which is started where none runs. */
  device(): Promise<Device> {
    this.#device ??= this.#start();
    return this.#device;
  }

  async #start(): Promise<Device> {
    this.starts.push(this.flash.boot().version);
    const device = await startDevice(this.#program, [...this.flash.args, ...this.#args]);
    device.ended.then((end) => {
      this.ends.push(end);
      this.#device = undefined;
    });
    await this.onStart(device);
    return device;
  }
}

interface Bench {
  readonly unit: PoweredUnit;
  readonly context: PushContext;
  readonly events: PushEvent[];
  count(type: PushEvent['type']): number;
}

function benchOf(unit: PoweredUnit): Bench {
  const events: PushEvent[] = [];
  const context: PushContext = {
    // Waits are real, but nobody here needs as long as a radio.
    clock: {
      now: () => Date.now(),
      monotonicMs: () => performance.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 150))),
    },
    emit: (event) => void events.push(event),
    reconnect: async (signal) => {
      const transport = softApTransport(parseSoftApUrl((await unit.device()).url), { localAddress: '127.0.0.1' });
      onTestFinished(() => transport.close());
      return openSession(transport, { credentials, policy: leastSecurity, random: systemRandom, signal });
    },
  };
  return { unit, context, events, count: (type) => events.filter((event) => event.type === type).length };
}

async function pushOf({ context }: Bench, changes: ManifestShape = {}): Promise<FirmwarePush> {
  const session = await context.reconnect(undefined);
  const { device } = await readRecoveryFacts(session, { releases: [], now: '2026-06-01T00:00:00.000Z' });
  await session.close();
  return { image, signed: beginWith(manifestOf(image, changes)), device };
}

describeWithComponent(await buildComponent(), 'our client and the device component', ({ device: program }) => {
  async function bench(args: readonly string[] = sec2, rollback = false): Promise<Bench> {
    return benchOf(new PoweredUnit(program, await flashFile(old, { rollback }), args));
  }

  function expectNewImage({ unit: { flash } }: Bench): void {
    const written = flash.bytes().subarray(slotOffsets.new, slotOffsets.new + image.length);
    expect(Buffer.compare(written, image)).toBe(0);
    expect(flash.boot()).toEqual({ offset: slotOffsets.new, version: '2.0.0' });
  }

  it.each(schemes)('read the unit and recover it over security %s', async (_, args) => {
    const update = ['--url', 'https://fw.example.com/radio.bin', '--date-check', '2', '--tls-in-len', '16384'];
    const b = await bench([...args, ...update]);
    const session = await b.context.reconnect(undefined);
    const now = '2026-06-01T00:00:00.000Z';
    const reading = await readRecoveryFacts(session, { releases: [], now, random: systemRandom });
    await session.close();
    expect(reading.inputBuffer).toBe(16384);
    expect(reading.facts).toMatchObject({
      channel: 'softap',
      simulated: false,
      chip: { family: 'ESP32', mac: { known: true, value: '24:6f:28:aa:bb:01' } },
      layout: { runningSlot: { known: true, value: 'ota_0' } },
      trust: { complete: true, hosts: ['fw.example.com'], dateCheck: { known: true, value: true } },
      attestation: { known: false, reason: 'not-supported' },
    });
    const push = { image, signed: beginWith(manifestOf(image)), device: reading.device };
    const outcome = await pushFirmware(push, b.context);
    expect(outcome).toMatchObject({ confirmed: true, device: { version: '2.0.0', build: 6, runningPart: 'ota_1' } });
    expect(b.unit.starts).toEqual(['1.4.2', '2.0.0']);
    expectNewImage(b);
  });

  it('go on where they stood after links that were lost again and again', async () => {
    const b = await bench();
    const push = await pushOf(b);
    const device = await b.unit.device();
    let drops = 0;
    const emit = (event: PushEvent) => {
      b.context.emit(event);
      // Each link has a handshake first; then some chunks get through.
      if (event.type === 'transfer-begun' && drops < 6) void device.control(`drop-answer ${3 + drops++}`);
    };
    expect(await pushFirmware(push, { ...b.context, emit })).toMatchObject({ confirmed: true });
    expect(b.count('link-lost')).toBe(6);
    const begun = b.events.flatMap((event) => (event.type === 'transfer-begun' ? [event.offset] : []));
    expect(begun.slice(0, 7)).toEqual([...begun.slice(0, 7)].sort((x, y) => x - y));
    expect(new Set(begun.slice(0, 7)).size).toBe(7);
    expectNewImage(b);
  });

  it('go on from flash after the power was cut in mid-transfer, and the old firmware starts until then', async () => {
    const b = await bench();
    const push = await pushOf(b);
    // Two operations a sector: once before the first record, twice after one.
    const cuts = [20, 40, 20];
    const first = await b.unit.device();
    await first.control(`cut-at ${cuts.shift()}`);
    b.unit.onStart = async (device) => {
      const cut = cuts.shift();
      if (cut !== undefined) await device.control(`cut-at ${cut}`);
    };
    await transferFirmware(push, b.context);
    expect(b.unit.ends).toEqual(['power-cut', 'power-cut', 'power-cut']);
    expect(b.unit.starts).toEqual(['1.4.2', '1.4.2', '1.4.2', '1.4.2']);
    const begun = b.events.flatMap((event) => (event.type === 'transfer-begun' ? [event.offset] : []));
    expect(Math.max(...begun)).toBeGreaterThanOrEqual(0x10000);
    expect(await pushFirmware(push, b.context)).toMatchObject({ confirmed: true });
    expectNewImage(b);
  });

  it('wait for a unit that is slow to check', async () => {
    const b = await bench([...sec2, '--verify-ms', '400', '--erase-ms', '2']);
    expect(await pushFirmware(await pushOf(b), b.context)).toMatchObject({ confirmed: true });
    expectNewImage(b);
  });

  it('leave out the table of block digests that a manifest offers', async () => {
    const b = await bench();
    const blockSize = 0x4000;
    const blocks = Array.from({ length: Math.ceil(image.length / blockSize) }, (_, index) => index * blockSize);
    const table = Buffer.concat(blocks.map((at) => sha256(image.subarray(at, at + blockSize))));
    const push = await pushOf(b, { blockSize, blockTableSha256: sha256(table) });
    const device = await b.unit.device();
    await device.control('cut-at 50');
    expect(await pushFirmware(push, b.context)).toMatchObject({ confirmed: true });
    expect(b.unit.ends.slice(0, 1)).toEqual(['power-cut']);
    expectNewImage(b);
  });

  it('confirm firmware on trial, which then stays', async () => {
    const b = await bench([...sec2, '--rollback'], true);
    const outcome = await pushFirmware(await pushOf(b), b.context);
    expect(outcome).toMatchObject({ confirmed: true, device: { version: '2.0.0' } });
    await (await b.unit.device()).stop();
    expectNewImage(b);
    expect(b.unit.flash.boot().version).toBe('2.0.0');
  });

  it('leave firmware that fails its test on trial, so that the next start takes the old one', async () => {
    const b = await bench([...sec2, '--rollback'], true);
    const push = { ...(await pushOf(b)), selfTest: async () => false };
    expect(await pushFirmware(push, b.context)).toMatchObject({ confirmed: false });
    await (await b.unit.device()).stop();
    expect(b.unit.flash.boot()).toEqual({ offset: slotOffsets.old, version: '1.4.2' });
  });

  it('tell that a unit took its old firmware back', async () => {
    const b = await bench([...sec2, '--rollback'], true);
    const push = await pushOf(b);
    await transferFirmware(push, b.context);
    await activateFirmware(push, b.context);
    await (await b.unit.device()).ended;
    // It starts once, and nobody confirms it.
    expect(b.unit.flash.boot().version).toBe('2.0.0');
    await expect(confirmFirmware(push, b.context)).rejects.toMatchObject({
      code: 'provisioning.rolled-back',
      unitState: 'old-boots',
      params: { version: '1.4.2' },
    });
  });
});
