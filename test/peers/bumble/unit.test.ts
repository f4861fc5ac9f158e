import { expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { askForMtu, connect, discover, exchange, nobleOver, scan } from '../../sim/ble/noble-bench.ts';
import { nobleTransport } from '../../sim/ble/noble-transport.ts';
import { firmware, pop, runningVersion, signedManifest } from '../../sim/provisioning/recovery-bench.ts';
import { describeWithTool } from '../support/python.ts';
import { bumble } from './bumble.ts';
import { foreignAddress, foreignName, foreignUnit } from './foreign-unit.ts';

const tool = await bumble();

describeWithTool(tool, "Bumble 0.0.236 as radio and unit, with noble's own code as its host", (python) => {
  it('is heard, connected to and discovered; long values go both ways', async () => {
    onTestFinished(askForMtu(517));
    const noble = nobleOver((await foreignUnit(python)).socket);
    const found = (await scan(noble, 1)).get(foreignAddress);
    if (found === undefined) throw new Error('not heard');
    expect(found.advertisement).toMatchObject({
      localName: foreignName,
      serviceUuids: ['1775244d6b43439b877c060f2d9bed07'],
    });
    await connect(found);
    const endpoints = await discover(found);
    expect([...endpoints.keys()]).toEqual(expect.arrayContaining(['prov-session', 'proto-ver', 'rcv-info', 'rcv-fw']));
    const said = await exchange(endpoints.get('proto-ver'), Buffer.from('---'.repeat(160)));
    expect(JSON.parse(new TextDecoder().decode(said))).toMatchObject({ prov: { sec_ver: 1 }, rcv: { ver: '1.0' } });
    await found.disconnectAsync();
  });

  it('is recovered', async () => {
    onTestFinished(askForMtu(517));
    const bench = await foreignUnit(python);
    const noble = nobleOver(bench.socket);
    const reconnect = async (signal?: AbortSignal) =>
      openSession(await nobleTransport(noble, foreignAddress, { request: 481, answer: 481 }), {
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
