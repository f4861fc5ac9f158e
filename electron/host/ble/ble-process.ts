import { createNobleCentral } from '../../adapters/ble/noble-central.ts';
import type { Lane } from '../../contract/lane.ts';
import { portLane } from '../app/port-lane.ts';
import type { ParentPort } from '../app/serve-main.ts';
import { ipcLane } from './ipc-lane.ts';
import { serveCentral } from './serve-central.ts';

/** The process that speaks Bluetooth: a utility process under Electron, which hands it a port, else a child of Node. */
function run(): void {
  const parent = parentPort();
  if (parent === undefined) serve(ipcLane(process));
  else parent.on('message', ({ ports: [port] }) => void (port && serve(portLane(port))));
}

function serve(lane: Lane): void {
  // Whoever started this decides when it ends: Ctrl-C reaches it too, and units would be left connected.
  process.on('SIGINT', () => undefined);
  serveCentral(lane, createNobleCentral, () => process.exit(0));
}

/** Absent under plain Node, whatever Electron's types say. */
function parentPort(): ParentPort | undefined {
  return 'parentPort' in process && process.parentPort ? process.parentPort : undefined;
}

run();
