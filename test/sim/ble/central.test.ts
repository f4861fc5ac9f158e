import { describe, expect, it, onTestFinished } from 'vitest';
import { createNobleCentral } from '../../../electron/adapters/ble/noble-central.ts';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import type { BleCentral } from '../../../electron/core/interfaces/ble-central.ts';
import { gattTransport } from '../../../electron/core/provisioning/ble/gatt-transport.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { hciSocketClass } from '../../../electron/sim/ble/hci-socket.ts';
import { ProvisioningPeripheral } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { type FirmwareStyle, firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import type { RecoveryUnitOptions } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { firmware, pop, recoveryBench, runningVersion, signedManifest } from '../provisioning/recovery-bench.ts';
import { idOf } from './id-of.ts';

const address = '24:6f:28:aa:bb:09';
const backends = ['noble', 'stoprocent'] as const;

function unitInTheAir(backend: (typeof backends)[number], options: Partial<RecoveryUnitOptions>, aclLength = 251) {
  const bench = recoveryBench(options);
  const peripheral = new ProvisioningPeripheral({ unit: bench.unit, address });
  const hciSocket = hciSocketClass(new VirtualRadio({ peripherals: [peripheral] }), { aclLength });
  const central: BleCentral = createNobleCentral({ backend, hciSocket });
  onTestFinished(() => central.close());
  const connect = async () => central.connect(await idOf(central, peripheral.name));
  const reconnect = async (signal?: AbortSignal) =>
    openSession(await gattTransport(await connect(), { simulated: true, signal }), {
      credentials: { pop, username: 'wifiprov' },
      policy: leastSecurity,
      random: systemRandom,
      signal,
    });
  return { ...bench, peripheral, connect, context: { ...bench.context, reconnect } };
}

const generations = [
  ['v4.4', firmwareStyles['v4.4'], 1, { maxData: 224, maxMessage: 240 }],
  ['v5.1', firmwareStyles['v5.1'], 2, { maxData: 432, maxMessage: 465 }],
  ['current', firmwareStyles.current, 2, { maxData: 464, maxMessage: 496 }],
  ['current with an MTU of 517', { ...firmwareStyles.current, mtu: 517 }, 2, { maxData: 464, maxMessage: 496 }],
] as const satisfies readonly (readonly [string, FirmwareStyle, number, RecoveryUnitOptions['settings']])[];

describe.each(backends)("the product's central on %s", (backend) => {
  it.each(generations)('recovers a unit of %s, though its links break', async (_, style, security, settings) => {
    const bench = unitInTheAir(backend, { style, security, settings });
    const image = firmware('2.0.0', 'ESP32');
    const session = await bench.context.reconnect();
    const push = { image, signed: signedManifest(image), device: await readDeviceInfo(session) };
    await session.close();
    const { faults } = bench.peripheral;
    for (const after of [70, 240]) faults.plan(faults.count + after, 'lose-link');
    bench.unit.device.faults.plan(bench.unit.device.faults.count + 40, 'drop-answer');
    expect(await pushFirmware(push, bench.context)).toMatchObject({ confirmed: true, device: { version: '2.0.0' } });
    expect(runningVersion(bench)).toBe('2.0.0');
    expect(bench.events.filter(({ type }) => type === 'link-lost').length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    [23, 'min', 23],
    [185, 'own', 185],
    [256, 'own', 256],
    [500, 'min', 500],
    [500, 'own', 500],
    [517, 'own', 517],
  ] as const)('agrees on an MTU with one of %i that answers %s', async (mtu, mtuAnswer, agreed) => {
    const style = { ...firmwareStyles.current, mtu, mtuAnswer };
    const { connect } = unitInTheAir(backend, { style }, 27);
    const link = await connect();
    expect(link.mtu).toBe(agreed);
    const transport = await gattTransport(link);
    expect(new TextDecoder().decode(await transport.exchange('proto-ver', Buffer.from('---')))).toContain('rcv-info');
    await transport.close();
  });

  it('reaches the endpoints of ESP-IDF v3.2, which do not say what they are', async () => {
    const bench = unitInTheAir(backend, { style: firmwareStyles['v3.2'] });
    const { capabilities } = await bench.context.reconnect();
    expect(capabilities).toMatchObject({ generation: 'text', security: 1 });
  });

  it.each(['v4.4', 'current'] as const)('is refused by %s for a wrong code', async (generation) => {
    const { connect } = unitInTheAir(backend, { style: firmwareStyles[generation] });
    const credentials = { pop: 'wrong' };
    const opened = openSession(await gattTransport(await connect()), {
      credentials,
      policy: leastSecurity,
      random: systemRandom,
    });
    await expect(opened).rejects.toMatchObject({ code: 'provisioning.credentials-refused' });
  });
});
