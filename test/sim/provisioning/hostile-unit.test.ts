import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { parseFacts } from '../../../electron/core/inspect/parse-facts.ts';
import { parseProtoVer } from '../../../electron/core/provisioning/capabilities.ts';
import {
  DeviceInfoSchema,
  InfoResponseSchema,
  OtaInfoSchema,
  SlotSchema,
  Status,
  TrustBytesSchema,
  TrustEntrySchema,
  TrustPageSchema,
} from '../../../electron/core/provisioning/proto/rcv_pb.ts';
import { inferFacts } from '../../../electron/core/provisioning/recovery/infer-facts.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { readRecoveryFacts } from '../../../electron/core/provisioning/recovery/read-facts.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import { echoDevice, sessionWith } from '../../unit/provisioning/bench.ts';
import { firmware, recoveryBench, signedManifest, sleepingClock } from './recovery-bench.ts';

const pop = 'abcd1234';
const options = { releases: [], now: '2026-06-01T00:00:00.000Z' };
type InfoContent = Parameters<typeof create<typeof InfoResponseSchema>>[1];

/** A session with a unit that answers `rcv-info` as the test wants. */
function sessionOf(answer: (request: Uint8Array) => Uint8Array) {
  const device = echoDevice({
    security: 1,
    pop,
    endpoints: new Map([
      ['rcv-info', answer],
      ['rcv-fw', answer],
    ]),
  });
  return sessionWith(device, { pop });
}

function info(content: InfoContent): Uint8Array {
  return toBinary(InfoResponseSchema, create(InfoResponseSchema, { v: 1, ...content }));
}

/** The operation of a request is its last field: device 10, trust 11, read 13, ota 14. */
function unitThatSays(parts: Readonly<Record<'device' | 'ota' | 'trust' | 'read', InfoContent>>) {
  const names: Readonly<Record<number, keyof typeof parts>> = { 82: 'device', 90: 'trust', 106: 'read', 114: 'ota' };
  return sessionOf((request) => info(parts[names[request[2] ?? 0] ?? 'device']));
}

const device = create(DeviceInfoSchema, { minV: 1, maxV: 1, deviceId: new Uint8Array(6), runningPart: 'ota_0' });
const refused = { status: Status.UNSUPPORTED };
const plain = { device: { device }, ota: refused, trust: { trust: create(TrustPageSchema) }, read: refused } as const;

async function codeOf(session: Parameters<typeof readRecoveryFacts>[0]): Promise<string> {
  try {
    await readRecoveryFacts(session, options);
    return 'read';
  } catch (error) {
    if (error instanceof RecoveryError) return error.code;
    throw error;
  }
}

describe('what a unit may tell', () => {
  it('is taken where it is little', async () => {
    const { facts } = await readRecoveryFacts(await unitThatSays(plain), options);
    expect(facts.trust).toMatchObject({ complete: true, anchors: [] });
    expect(parseFacts(JSON.stringify(facts)).ok).toBe(true);
  });

  it('ends with a code where it has no end', async () => {
    const entry = create(TrustEntrySchema, { kind: 1 });
    const says = (changes: Partial<Record<'device' | 'ota' | 'trust' | 'read', InfoContent>>) =>
      unitThatSays({ ...plain, ...changes });
    const page = (total: number, start: number, count: number) => ({
      trust: create(TrustPageSchema, { total, start, entry: Array.from({ length: count }, () => entry) }),
    });
    expect(await codeOf(await says({ trust: page(0xffffffff, 0, 1) }))).toBe('provisioning.bad-answer');
    expect(await codeOf(await says({ trust: page(3, 0, 1) }))).toBe('provisioning.bad-answer');
    expect(await codeOf(await says({ trust: page(3, 0, 0) }))).toBe('provisioning.bad-answer');
    expect(await codeOf(await says({ trust: page(1, 0, 2) }))).toBe('provisioning.bad-answer');
    const piece = (total: number, length: number, form = 1) => ({
      read: create(TrustBytesSchema, { form, total, data: new Uint8Array(length) }),
    });
    expect(await codeOf(await says({ trust: page(1, 0, 1), read: piece(0xffffffff, 9) }))).toBe(
      'provisioning.bad-answer',
    );
    expect(await codeOf(await says({ trust: page(1, 0, 1), read: piece(20, 10) }))).toBe('provisioning.bad-answer');
    expect(await codeOf(await says({ trust: page(1, 0, 1), read: piece(20, 0) }))).toBe('provisioning.bad-answer');
    expect(await codeOf(await says({ trust: page(1, 0, 1), read: piece(20, 20, 9) }))).toBe('provisioning.bad-answer');
    const versionTwo = create(DeviceInfoSchema, { ...device, minV: 2, maxV: 3 });
    expect(await codeOf(await says({ device: { device: versionTwo } }))).toBe('provisioning.not-offered');
    const chip = create(DeviceInfoSchema, { ...device, chipId: 999 });
    expect(await codeOf(await says({ device: { device: chip } }))).toBe('loader.unsupported-chip');
  });

  it('makes the verdict unknown where an anchor is not what its entry says', async () => {
    const entry = create(TrustEntrySchema, { kind: 1, spkiSha256: new Uint8Array(32) });
    const read = create(TrustBytesSchema, { form: 1, total: 4, data: new Uint8Array(4) });
    const session = await unitThatSays({
      ...plain,
      trust: { trust: create(TrustPageSchema, { total: 1, entry: [entry] }) },
      read: { read },
    });
    const { facts } = await readRecoveryFacts(session, options);
    expect(facts.trust).toMatchObject({ complete: false, anchors: [] });
    expect(facts.coverage.skipped).toContainEqual({ what: 'anchor 0', reason: 'damaged' });
  });

  it('is shown harmless, without what a URL may hide', async () => {
    const html = '<img src=x>\u202e\u0007';
    const slot = create(SlotSchema, { label: html.repeat(9), offset: 0xffffffff, size: 0xffffffff });
    const ota = create(OtaInfoSchema, { url: ['https://user:geheim@h.example/a?token=geheim'], slot: [slot] });
    const named = create(DeviceInfoSchema, { ...device, version: html, project: html, idf: html, runningPart: html });
    const { facts } = await readRecoveryFacts(
      await unitThatSays({ ...plain, ota: { ota }, device: { device: named } }),
      options,
    );
    const text = JSON.stringify(facts);
    expect(text).not.toContain('geheim');
    expect(text).not.toContain('\u202e');
    expect(facts.trust.urls).toEqual(['https://h.example/a']);
    expect(parseFacts(text).ok).toBe(true);
  });

  it('ends with facts or a code whatever its bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (answer) => {
        expect(await codeOf(await sessionOf(() => answer))).toMatch(/^(read|provisioning\.|loader\.)/);
      }),
      { numRuns: 100 },
    );
  });

  it('ends a push with a code whatever its bytes are', async () => {
    const image = firmware('2.0.0', 'ESP32');
    const push = { image, signed: signedManifest(image), device };
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (answer) => {
        const context = {
          clock: sleepingClock(),
          emit: () => {},
          reconnect: () =>
            sessionOf((request) => (request[2] === 0x52 && request.length < 6 ? info({ device }) : answer)),
        };
        await expect(pushFirmware(push, context)).rejects.toBeInstanceOf(RecoveryError);
      }),
      { numRuns: 40 },
    );
  });
});

describe('firmware without recovery endpoints', () => {
  const { manifest } = seedRelease({ size: 'tiny' });
  const sight = (label: string, version: string) => {
    const text = JSON.stringify({ prov: { ver: 'v1.1', cap: [] }, [label]: { ver: version, cap: [] } });
    const capabilities = parseProtoVer(new TextEncoder().encode(text));
    if (!capabilities.ok) throw new Error(capabilities.problem.code);
    return { channel: 'ble', simulated: true, capabilities: capabilities.value } as const;
  };

  it('is looked up by what it says of itself, and marked as inferred', () => {
    const facts = inferFacts(sight('seed-radio', '1.4.2'), { ...options, releases: [manifest] });
    expect(facts).toMatchObject({
      inferred: 'release-catalogue',
      product: { id: { known: true, value: 'seed-radio' } },
      slots: [{ versions: [{ source: 'unit-report', version: '1.4.2', confidence: 'low' }] }],
      trust: { complete: false },
    });
    expect(facts.trust.anchors).toHaveLength(1);
    expect(facts.trust.anchors[0]).toMatchObject({ encoding: 'release-catalogue' });
    expect(parseFacts(JSON.stringify(facts))).toMatchObject({ ok: true, value: { inferred: 'release-catalogue' } });
  });

  it('stays unknown where it says nothing that a release knows, and no refusal follows from it', async () => {
    const facts = inferFacts(sight('seed-radio', '9.9.9'), { ...options, releases: [manifest] });
    expect(facts.trust.anchors).toEqual([]);
    const verdict = await judge(facts, undefined, { now: 0 });
    expect(verdict.status).toBe('unknown');
    expect(recoveryBench().unit.firmware?.descriptor?.version).toBe('1.4.2');
  });
});
