import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { FwRequestSchema, FwResponseSchema, Status } from '../../../electron/core/provisioning/proto/rcv_pb.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware, transferFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import {
  firmware,
  type RecoveryBench,
  recoveryBench,
  runningVersion,
  signedManifest,
  twoSlotUnit,
} from './recovery-bench.ts';

let newImage: Uint8Array;
beforeAll(() => {
  newImage = firmware('2.0.0', 'ESP32');
});

async function pushOf(bench: RecoveryBench, image = newImage, signed = signedManifest(image)) {
  const session = await bench.context.reconnect(undefined);
  const device = await readDeviceInfo(session);
  await session.close();
  return { image, signed, device };
}

/** What a reader of the events wants to know: how often each came. */
function countOf({ events }: RecoveryBench, type: string): number {
  return events.filter((event) => event.type === type).length;
}

/** The old firmware is as it was, and still the one that starts. */
function expectOldBoots(bench: RecoveryBench, before: Uint8Array): void {
  const running = before.subarray(0x10000, 0x10000 + 0x20000);
  expect(Buffer.compare(bench.unit.hardware.flash.bytes.subarray(0x10000, 0x10000 + 0x20000), running)).toBe(0);
  bench.unit.restart();
  expect(runningVersion(bench)).toBe('1.4.2');
}

describe.each([
  ['security 1, requests of 257 bytes', { security: 1 }, { request: 257, answer: 481 }],
  ['security 1, MTU 23 with long writes', { security: 1 }, { request: 512, answer: 512 }],
  ['security 2 patch 0', { security: 2, patch: 0 }, { request: 481, answer: 481 }],
  [
    'security 2 patch 1, SoftAP',
    { security: 2, patch: 1, settings: { maxData: 2048, maxMessage: 3000 } },
    { request: 4096, answer: 4096 },
  ],
] as const)('a push over %s', (_, options, limits) => {
  it('ends with the unit’s own word on the new firmware', async () => {
    const bench = recoveryBench(
      {
        ...options,
        settings: { maxData: 1024, maxMessage: limits.answer - 40, ...('settings' in options && options.settings) },
      },
      limits,
    );
    const image = newImage;
    const signed = signedManifest(image, limits.request < 300 ? { elfSha256: undefined } : {});
    const outcome = await pushFirmware(await pushOf(bench, image, signed), bench.context);
    expect(outcome).toMatchObject({ confirmed: true, device: { version: '2.0.0', runningPart: 'ota_1', build: 6 } });
    expect(runningVersion(bench)).toBe('2.0.0');
    expect(
      ['transfer-begun', 'verifying', 'staged', 'activated', 'booted', 'confirmed'].map(
        (type) => countOf(bench, type) > 0,
      ),
    ).not.toContain(false);
  });
});

/** The same way to a unit that answers the operation with IN_PROGRESS twice, as one does that takes long to write. */
function slowAt(operation: 'activate' | 'confirm', context: RecoveryBench['context']): RecoveryBench['context'] {
  let left = 2;
  return {
    ...context,
    reconnect: async (signal) => {
      const session = await context.reconnect(signal);
      const request: typeof session.request = async (endpoint, plain, abort) => {
        const isMeant = endpoint === 'rcv-fw' && fromBinary(FwRequestSchema, plain).op.case === operation;
        if (!isMeant || left === 0) return session.request(endpoint, plain, abort);
        left--;
        return toBinary(FwResponseSchema, create(FwResponseSchema, { v: 1, status: Status.IN_PROGRESS, retryMs: 500 }));
      };
      return Object.create(session, { request: { value: request } });
    },
  };
}

describe.each(['activate', 'confirm'] as const)('a unit that takes long to %s', (operation) => {
  it('is asked again until it has', async () => {
    const bench = recoveryBench({ unit: twoSlotUnit({ rollback: true }) });
    const outcome = await pushFirmware(await pushOf(bench), slowAt(operation, bench.context));
    expect(outcome).toMatchObject({ confirmed: true, device: { version: '2.0.0' } });
    expect(countOf(bench, 'link-lost')).toBe(0);
  });
});

describe('a push to a unit that rolls back', () => {
  const rollback = () => recoveryBench({ unit: twoSlotUnit({ rollback: true }) });

  it('confirms firmware on trial, which then stays', async () => {
    const bench = rollback();
    expect(await pushFirmware(await pushOf(bench), bench.context)).toMatchObject({ confirmed: true });
    bench.unit.restart();
    expect(runningVersion(bench)).toBe('2.0.0');
  });

  it('leaves firmware that fails its test on trial, so that the next restart takes the old one', async () => {
    const bench = rollback();
    const push = { ...(await pushOf(bench)), selfTest: async () => false };
    expect(await pushFirmware(push, bench.context)).toMatchObject({ confirmed: false });
    bench.unit.restart();
    expect(runningVersion(bench)).toBe('1.4.2');
  });

  it('tells that firmware which cannot start was rolled back', async () => {
    const bench = rollback();
    const image = firmware('2.0.1', 'ESP32', { crashes: true });
    const push = await pushOf(bench, image);
    // A crash restarts the unit by itself, which takes it back.
    const crashing = {
      ...bench.context,
      reconnect: async (signal: AbortSignal | undefined) => {
        if (bench.unit.firmware === undefined) bench.unit.restart();
        return bench.context.reconnect(signal);
      },
    };
    await expect(pushFirmware(push, crashing)).rejects.toMatchObject({
      code: 'provisioning.rolled-back',
      unitState: 'old-boots',
      params: { version: '1.4.2' },
    });
  });
});

describe('links that break', () => {
  it('resumes over 200 random cuts, never starts a half image, and ends with the new one', async () => {
    let seed = 42;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    let cuts = 0;
    const kinds = [
      'drop-request',
      'drop-answer',
      'duplicate-request',
      'corrupt-request',
      'corrupt-answer',
      'power-cut',
    ] as const;
    while (cuts < 200) {
      const bench = recoveryBench({ settings: { maxData: 250 } });
      const push = await pushOf(bench);
      const before = bench.unit.hardware.flash.bytes.slice();
      // Each link has a handshake and a device info first: cuts further apart than that let it get somewhere.
      for (let at = bench.unit.device.faults.count + 3; at < 4000; at += 7 + Math.floor(random() * 25)) {
        const fault = kinds[Math.floor(random() * kinds.length)] ?? 'drop-answer';
        bench.unit.device.faults.plan(at, fault);
      }
      const attempts = await pushUntilDone(bench, push, before);
      cuts += countOf(bench, 'link-lost') + attempts;
      expect(runningVersion(bench)).toBe('2.0.0');
      const slot = bench.unit.hardware.flash.bytes.subarray(0x190000, 0x190000 + newImage.length);
      expect(Buffer.compare(slot, newImage)).toBe(0);
    }
    expect(cuts).toBeGreaterThanOrEqual(200);
  });

  /** A person starts again where the transfer gave up; whatever it says of the unit then is true. */
  async function pushUntilDone(bench: RecoveryBench, push: Awaited<ReturnType<typeof pushOf>>, before: Uint8Array) {
    for (let attempt = 0; attempt < 40; attempt++) {
      try {
        await pushFirmware(push, bench.context);
        return attempt;
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^provisioning\./), unitState: expect.any(String) });
        const state = error instanceof Error && 'unitState' in error ? error.unitState : undefined;
        if (state === 'old-boots' && runningVersion(bench) === '1.4.2') expectOldBoots(bench, before);
      }
    }
    throw new Error('never done');
  }

  it('goes on at the last durable byte after a loss of power', async () => {
    const big = firmware('2.0.0', 'ESP32', { files: [new Uint8Array(100_000).fill(0x5a)] });
    const bench = recoveryBench();
    const push = await pushOf(bench, big);
    bench.unit.device.faults.plan(330, 'power-cut');
    await transferFirmware(push, bench.context);
    const starts = bench.events.flatMap((event) => (event.type === 'transfer-begun' ? [event.offset] : []));
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBe(0x10000);
    expect(bench.unit.starts).toBe(2);
  });

  it('stops after five failures without a further byte, and says that the old firmware starts', async () => {
    const bench = recoveryBench();
    const push = await pushOf(bench);
    const before = bench.unit.hardware.flash.bytes.slice();
    const from = bench.unit.device.faults.count + 12;
    for (let at = from; at < from + 60; at++) bench.unit.device.faults.plan(at, 'drop-request');
    await expect(transferFirmware(push, bench.context)).rejects.toMatchObject({
      code: 'provisioning.no-progress',
      unitState: 'old-boots',
      params: { attempts: 5 },
    });
    const waits = bench.events.flatMap((event) => (event.type === 'link-lost' ? [event.waitMs] : []));
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    expectOldBoots(bench, before);
  });

  it('tells a unit that does not come back from one that does', async () => {
    const bench = recoveryBench({ comesBack: false });
    await expect(pushFirmware(await pushOf(bench), bench.context)).rejects.toMatchObject({
      code: 'provisioning.not-back',
      unitState: 'new-unconfirmed',
    });
  });

  it('does not write to another unit that answers in its place', async () => {
    const bench = recoveryBench();
    const push = await pushOf(bench);
    const device = { ...push.device, deviceId: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    await expect(transferFirmware({ ...push, device }, bench.context)).rejects.toMatchObject({
      code: 'provisioning.other-unit',
    });
    expect(countOf(bench, 'transfer-begun')).toBe(0);
  });
});

describe('a unit that is slow or sees damage', () => {
  it('is waited for while it is busy', async () => {
    const bench = recoveryBench();
    const push = await pushOf(bench);
    bench.unit.faults.busy = 40;
    await transferFirmware(push, bench.context);
    expect(countOf(bench, 'busy')).toBe(40);
  });

  it('sets the pace by its flash', async () => {
    const bench = recoveryBench({ timing: 'real', settings: { maxData: 400 } });
    const start = bench.clock.monotonicMs();
    await transferFirmware(await pushOf(bench), bench.context);
    const sectors = newImage.length / 4096;
    expect(countOf(bench, 'busy')).toBeGreaterThan(0);
    expect(bench.clock.monotonicMs() - start).toBeGreaterThan((sectors - 3) * 45);
  });

  it('gets a chunk again whose CRC it did not like', async () => {
    const bench = recoveryBench();
    const push = await pushOf(bench);
    bench.unit.faults.badCrc = 3;
    await transferFirmware(push, bench.context);
    expect(countOf(bench, 'staged')).toBe(1);
  });

  it('that is never content is given up', async () => {
    const bench = recoveryBench();
    const push = await pushOf(bench);
    bench.unit.faults.badCrc = 1e9;
    await expect(transferFirmware(push, bench.context)).rejects.toMatchObject({ code: 'provisioning.no-progress' });
    const stuck = recoveryBench();
    const other = await pushOf(stuck);
    stuck.unit.faults.busy = 1e9;
    await expect(transferFirmware(other, stuck.context)).rejects.toMatchObject({ code: 'provisioning.no-progress' });
  });

  it('is sent the image once more when somebody spoilt it under the same manifest', async () => {
    const bench = recoveryBench();
    const push = await pushOf(bench);
    const spoilt = newImage.slice();
    spoilt[40_000] = (spoilt[40_000] ?? 0) ^ 1;
    await expect(transferFirmware({ ...push, image: spoilt }, bench.context)).rejects.toMatchObject({
      code: 'provisioning.image-refused',
      unitState: 'old-boots',
    });
    await transferFirmware(push, bench.context);
    expect(countOf(bench, 'staged')).toBe(1);
  });
});
