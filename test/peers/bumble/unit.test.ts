import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { characteristicUuids } from '../../../electron/sim/ble/endpoint-uuids.ts';
import { serveSoftAp } from '../../../electron/sim/links/softap-server.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { askForMtu, connect, discover, exchange, nobleOver, scan } from '../../sim/ble/noble-bench.ts';
import { nobleTransport } from '../../sim/ble/noble-transport.ts';
import { firmware, pop, recoveryBench, runningVersion, signedManifest } from '../../sim/provisioning/recovery-bench.ts';
import { describeWithTool, type PythonTool } from '../support/python.ts';
import { bumble } from './bumble.ts';
import { tcpHciSocketClass } from './tcp-hci-socket.ts';

const tool = await bumble();
const script = resolve(import.meta.dirname, 'unit.py');
const address = '24:6f:28:aa:bb:0c';

/** A unit of ours behind Bumble's radio and GATT server, and noble on Bumble's other controller. */
async function foreignUnit(python: PythonTool) {
  const bench = recoveryBench({ settings: { maxData: 432, maxMessage: 465 } });
  const server = await serveSoftAp(bench.unit, { random: systemRandom, httpSession: 'socket' });
  onTestFinished(() => server.close());
  const { endpoints } = bench.unit;
  const uuids = characteristicUuids(endpoints, firmwareStyles.current);
  const named = endpoints.map((endpoint, index) => `${endpoint}=${uuids[index]}`);
  const program = python.startScript(script, [server.url.replace('http://', ''), 'PROV_0C', ...named]);
  onTestFinished(() => void program.kill());
  if (program.stdout === null) throw new Error('no output');
  const [line] = await once(createInterface(program.stdout), 'line');
  const port = Number(/^ready (\d+)$/.exec(line)?.[1]);
  const noble = nobleOver(tcpHciSocketClass(port, (end) => onTestFinished(end)));
  return { ...bench, noble };
}

describeWithTool(tool, "Bumble 0.0.236 as radio and unit, with noble's own code as its host", (python) => {
  it('is heard, connected to and discovered; long values go both ways', async () => {
    onTestFinished(askForMtu(517));
    const { noble } = await foreignUnit(python);
    const found = (await scan(noble, 1)).get(address);
    if (found === undefined) throw new Error('not heard');
    expect(found.advertisement).toMatchObject({
      localName: 'PROV_0C',
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
    const reconnect = async (signal?: AbortSignal) =>
      openSession(await nobleTransport(bench.noble, address, { request: 481, answer: 481 }), {
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
