import { describe, expect, it, onTestFinished } from 'vitest';
import { createNobleCentral } from '../../../electron/adapters/ble/noble-central.ts';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { gattTransport } from '../../../electron/core/provisioning/ble/gatt-transport.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { idOf } from '../../sim/ble/id-of.ts';
import { firmware, pop, runningVersion, signedManifest } from '../../sim/provisioning/recovery-bench.ts';
import { describeWithTool } from '../support/python.ts';
import { bumble } from './bumble.ts';
import { foreignName, foreignUnit } from './foreign-unit.ts';

const tool = await bumble();

describeWithTool(tool, "Bumble 0.0.236 as radio and unit, with the product's own central", (python) => {
  describe.each(['noble', 'stoprocent'] as const)('on %s', (backend) => {
    it('is recovered', async () => {
      const bench = await foreignUnit(python);
      const central = createNobleCentral({ backend, hciSocket: bench.socket });
      onTestFinished(() => central.close());
      const id = await idOf(central, foreignName);
      const reconnect = async (signal?: AbortSignal) =>
        openSession(await gattTransport(await central.connect(id), { signal }), {
          credentials: { pop, username: 'wifiprov' },
          policy: leastSecurity,
          random: systemRandom,
          signal,
        });
      const image = firmware('2.0.0', 'ESP32');
      const session = await reconnect();
      const push = { image, signed: signedManifest(image), device: await readDeviceInfo(session) };
      await session.close();
      expect(await pushFirmware(push, { ...bench.context, reconnect })).toMatchObject({ confirmed: true });
      expect(runningVersion(bench)).toBe('2.0.0');
    });
  });
});
