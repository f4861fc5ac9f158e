import { resolve } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { InfoResponseSchema } from '../../../electron/core/provisioning/proto/rcv_pb.ts';
import { ProvisioningPeripheral } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import type { VirtualControllerOptions } from '../../../electron/sim/ble/virtual-controller.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { serveHci } from '../../../electron/sim/links/hci-server.ts';
import { serveSoftAp } from '../../../electron/sim/links/softap-server.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { pop, recoveryBench } from '../../sim/provisioning/recovery-bench.ts';
import { describeWithTool, type PythonTool } from '../support/python.ts';
import { bumble } from './bumble.ts';

const tool = await bumble();
const script = resolve(import.meta.dirname, 'client.py');
const overHttp = resolve(import.meta.dirname, '../esp-protocomm/session.py');
/** InfoRequest { v = 1, device {} } */
const askDevice = 'rcv-info=08015200';

/** What client.py prints. */
interface Heard {
  readonly address: string;
  readonly rssi: number;
  readonly mtu: number;
  readonly services: readonly string[];
  readonly endpoints: Readonly<Record<string, string>>;
  readonly protoVer: string;
  readonly answers: Readonly<Record<string, string>>;
}

async function ask(
  python: PythonTool,
  generation: 'v4.4' | 'v5.1' | 'current',
  options: VirtualControllerOptions = {},
) {
  const bench = recoveryBench({ style: firmwareStyles[generation] });
  const peripheral = new ProvisioningPeripheral({ unit: bench.unit, address: '24:6f:28:aa:bb:09', rssi: -55 });
  // Bumble's host answers, and sets what was asked for.
  peripheral.faults.plan(40, 'request-update');
  const server = await serveHci(new VirtualRadio({ peripherals: [peripheral] }), options);
  onTestFinished(() => server.close());
  return async (code: string) => python.runScript(script, [server.url, peripheral.name, code, askDevice], 60_000);
}

function deviceIn(hex: string | undefined) {
  return fromBinary(InfoResponseSchema, Buffer.from(hex ?? '', 'hex')).device;
}

describeWithTool(
  tool,
  'the virtual controller and unit, driven by Bumble 0.0.236 and esp-protocomm 0.1.0',
  (python) => {
    it.each([
      ['v4.4', 251, 500],
      ['v5.1', 27, 500],
      ['current', 27, 256],
    ] as const)(
      'are scanned, connected to, discovered and asked: %s, buffers of %i bytes',
      async (generation, aclLength, mtu) => {
        const { exitCode, output } = await (await ask(python, generation, { aclLength }))(pop);
        expect(exitCode, output).toBe(0);
        const heard: Heard = JSON.parse(output.trim().split('\n').at(-1) ?? '');
        expect(heard).toMatchObject({ address: '24:6f:28:aa:bb:09', rssi: -55, mtu });
        expect(heard.services.map((uuid) => uuid.toLowerCase())).toContainEqual(
          expect.stringContaining('1775244d-6b43-439b'),
        );
        expect(Object.keys(heard.endpoints)).toEqual(['prov-session', 'proto-ver', 'rcv-info', 'rcv-fw']);
        expect(JSON.parse(heard.protoVer)).toMatchObject({ prov: {}, rcv: { ver: '1.0' } });
        expect(deviceIn(heard.answers['rcv-info'])).toMatchObject({
          project: 'seed-radio',
          version: '1.4.2',
          build: 5,
        });
      },
    );

    it('tell nothing for a wrong proof of possession', async () => {
      const { exitCode } = await (await ask(python, 'current'))('wrong');
      expect(exitCode).not.toBe(0);
    });

    it.each(['cookie', 'socket'] as const)(
      'speak with esp-protocomm over HTTP as well, sessions by %s',
      async (httpSession) => {
        const { unit } = recoveryBench();
        const server = await serveSoftAp(unit, { random: systemRandom, httpSession });
        onTestFinished(() => server.close());
        const address = server.url.replace('http://', '');
        const { exitCode, output } = await python.runScript(overHttp, [address, pop, askDevice]);
        expect(exitCode, output).toBe(0);
        expect(deviceIn(output.trim())).toMatchObject({ project: 'seed-radio', version: '1.4.2' });
        expect((await python.runScript(overHttp, [address, 'wrong', askDevice])).output).toContain(
          'RemoteDisconnected',
        );
      },
    );
  },
);
