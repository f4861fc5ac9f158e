import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { hciSocketClass } from '../../../electron/sim/ble/hci-socket.ts';
import { ProvisioningPeripheral } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import type { RecoveryUnitOptions } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { firmware, pop, recoveryBench, runningVersion, signedManifest } from '../provisioning/recovery-bench.ts';
import { nobleOver } from './noble-bench.ts';
import { nobleTransport } from './noble-transport.ts';

const address = '24:6f:28:aa:bb:09';

function unitInTheAir(options: Partial<RecoveryUnitOptions>) {
  const bench = recoveryBench(options);
  const peripheral = new ProvisioningPeripheral({ unit: bench.unit, address });
  const noble = nobleOver(hciSocketClass(new VirtualRadio({ peripherals: [peripheral] })));
  const { attributeLimit } = peripheral.style;
  const limits = { request: attributeLimit, answer: attributeLimit };
  const reconnect = async (signal?: AbortSignal) =>
    openSession(await nobleTransport(noble, address, limits), {
      credentials: { pop, username: 'wifiprov' },
      policy: leastSecurity,
      random: systemRandom,
      signal,
    });
  return { ...bench, peripheral, context: { ...bench.context, reconnect } };
}

describe.each([
  ['v4.4', 1, { maxData: 224, maxMessage: 257 }],
  ['v5.1', 2, { maxData: 432, maxMessage: 465 }],
  ['current', 2, { maxData: 208, maxMessage: 237 }],
] as const)('a unit of %s over noble, security %i', (generation, security, settings) => {
  it('is recovered, though its links break', async () => {
    const bench = unitInTheAir({ style: firmwareStyles[generation], security, settings });
    const image = firmware('2.0.0', 'ESP32');
    const session = await bench.context.reconnect();
    const push = { image, signed: signedManifest(image), device: await readDeviceInfo(session) };
    await session.close();
    const { faults } = bench.peripheral;
    for (const after of [60, 300, 520]) faults.plan(faults.count + after, 'lose-link');
    bench.unit.device.faults.plan(bench.unit.device.faults.count + 90, 'power-cut');
    expect(await pushFirmware(push, bench.context)).toMatchObject({ confirmed: true, device: { version: '2.0.0' } });
    expect(runningVersion(bench)).toBe('2.0.0');
    expect(bench.events.filter(({ type }) => type === 'link-lost').length).toBeGreaterThanOrEqual(4);
  });
});
