import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { readStationStatus } from '../../../electron/core/provisioning/wifi/wifi-client.ts';
import { decodeKeyPem } from '../../../electron/core/release/key-pem.ts';
import { emptyKeyRing, enrollKey } from '../../../electron/core/release/keys.ts';
import { openRelease } from '../../../electron/core/release/open-package.ts';
import { createDemoVendor } from '../../../electron/host/demo-package.ts';
import { hciSocketClass } from '../../../electron/sim/ble/hci-socket.ts';
import { inProcessTransport } from '../../../electron/sim/provisioning/in-process-transport.ts';
import type { RadioUnit } from '../../../electron/sim/training/radio-unit.ts';
import { radioUnits } from '../../../electron/sim/training/radio-units.ts';
import { virtualBleRadio } from '../../../electron/sim/training/virtual-air.ts';
import { nobleOver, scan } from '../ble/noble-bench.ts';
import { sleepingClock } from '../provisioning/recovery-bench.ts';

const texts: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync('resources/locales/en/training.json', 'utf8'),
).radio;

async function made(lesson: RadioUnit, manifestKeys: readonly Uint8Array[] = []) {
  const clock = sleepingClock();
  const now = () => clock.monotonicMs();
  const unit = await lesson.make({ size: 'tiny', manifestKeys, random: systemRandom, pace: 'instant', now });
  const limit = lesson.link === 'ble' ? lesson.style.attributeLimit : 4096;
  const open = () =>
    openSession(inProcessTransport(unit, lesson.link, { request: limit, answer: limit }), {
      credentials: lesson.credentials,
      policy: leastSecurity,
      random: systemRandom,
    });
  return { lesson, unit, clock, open };
}

async function demoFirmware(chip: RadioUnit['chip']) {
  const vendor = createDemoVendor('tiny');
  const pem = await vendor.publicKeyPem();
  const now = Date.parse('2026-03-05T00:00:00Z');
  const keys = await enrollKey(emptyKeyRing, pem, 'demo', now);
  const release = await openRelease(await vendor.release(), { now, allowUnsigned: false, keys });
  const sha256 = release.manifest.images.find((image) => image.chip === chip)?.sha256 ?? '';
  const image = release.images.get(sha256);
  const signed = release.recovery?.get(sha256);
  if (image === undefined || signed === undefined) throw new Error('no manifest for recovery');
  return { image, signed, key: decodeKeyPem('PUBLIC KEY', pem) };
}

const recoverable = radioUnits.filter(({ hasRecovery }) => hasRecovery);

describe('units without a cable', () => {
  it('have a text each, and an address of their own', () => {
    expect(Object.keys(texts).sort()).toEqual(radioUnits.map(({ id }) => id).sort());
    expect(new Set(radioUnits.map(({ address }) => address)).size).toBe(radioUnits.length);
  });

  it.each(recoverable.map((lesson) => [lesson.id, lesson] as const))('%s takes the demo release', async (_, lesson) => {
    const { image, signed, key } = await demoFirmware(lesson.chip);
    const { open, clock } = await made(lesson, [key]);
    const session = await open();
    const device = await readDeviceInfo(session);
    expect(device).toMatchObject({ product: 'unstrand-training', version: '1.9.0', build: 19 });
    await session.close();
    const context = { clock, emit: () => undefined, reconnect: open };
    const app = parseAppImage(image);
    const version = app.ok ? app.value.descriptor?.version : undefined;
    expect(await pushFirmware({ image, signed, device }, context)).toMatchObject({
      confirmed: true,
      device: { version },
    });
  });

  it('ble-old has nothing for recovery and says next to nothing of itself', async () => {
    const old = radioUnits.find(({ id }) => id === 'ble-old');
    if (old === undefined) throw new Error('no such unit');
    const { open, unit } = await made(old);
    expect(unit.endpoints).toEqual(['prov-session', 'proto-ver', 'prov-config']);
    expect((await open()).capabilities).toMatchObject({ generation: 'text', security: 1 });
  });

  it.each(recoverable.map((lesson) => [lesson.id, lesson] as const))(
    '%s is in a network or is not',
    async (id, lesson) => {
      const status = await readStationStatus(await (await made(lesson)).open());
      expect(status.state).toBe(id === 'ble-no-network' ? 'disconnected' : 'connected');
    },
  );

  it('all advertise in one radio space, but for those with an access point', async () => {
    const radio = virtualBleRadio(await Promise.all(radioUnits.map((lesson) => made(lesson))));
    const found = await scan(nobleOver(hciSocketClass(radio)), 4);
    const overBle = radioUnits.filter(({ link }) => link === 'ble');
    expect([...found.keys()].sort()).toEqual(overBle.map(({ address }) => address).sort());
    for (const { address, rssi } of overBle) expect(found.get(address)?.rssi).toBe(rssi);
  });
});
