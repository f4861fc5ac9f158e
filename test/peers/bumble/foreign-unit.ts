import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import type { HciSocketClass } from '../../../electron/core/interfaces/hci-socket.ts';
import { characteristicUuids } from '../../../electron/sim/ble/endpoint-uuids.ts';
import { serveSoftAp } from '../../../electron/sim/links/softap-server.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { type RecoveryBench, recoveryBench } from '../../sim/provisioning/recovery-bench.ts';
import type { PythonTool } from '../support/python.ts';
import { tcpHciSocketClass } from './tcp-hci-socket.ts';

const script = resolve(import.meta.dirname, 'unit.py');
export const foreignAddress = '24:6f:28:aa:bb:0c';
export const foreignName = 'PROV_0C';

/** A unit of ours behind Bumble's radio and GATT server, and a socket to Bumble's other controller. */
export async function foreignUnit(python: PythonTool): Promise<RecoveryBench & { readonly socket: HciSocketClass }> {
  const bench = recoveryBench({ settings: { maxData: 432, maxMessage: 465 } });
  const server = await serveSoftAp(bench.unit, { random: systemRandom, httpSession: 'socket' });
  onTestFinished(() => server.close());
  const { endpoints } = bench.unit;
  const uuids = characteristicUuids(endpoints, firmwareStyles.current);
  const named = endpoints.map((endpoint, index) => `${endpoint}=${uuids[index]}`);
  const program = python.startScript(script, [server.url.replace('http://', ''), foreignName, ...named]);
  onTestFinished(() => void program.kill());
  if (program.stdout === null) throw new Error('no output');
  const [line] = await once(createInterface(program.stdout), 'line');
  const port = Number(/^ready (\d+)$/.exec(line)?.[1]);
  return { ...bench, socket: tcpHciSocketClass(port, (end) => onTestFinished(end)) };
}
