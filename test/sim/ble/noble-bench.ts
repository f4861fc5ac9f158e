import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import type { Characteristic, Peripheral } from '@abandonware/noble';
import type { HciSocketClass } from '../../../electron/core/interfaces/hci-socket.ts';

const require = createRequire(import.meta.url);

/** What is used of noble. */
interface Noble {
  readonly state: string;
  on(event: string, listener: (argument: never) => void): unknown;
  removeListener(event: string, listener: (argument: never) => void): unknown;
  startScanningAsync(serviceUuids: string[], allowDuplicates: boolean): Promise<void>;
  stopScanningAsync(): Promise<void>;
}

interface GattClass {
  readonly prototype: { _desired_mtu?: number; exchangeMtu(): void };
}

/** The socket of whichever noble is made next: the module is loaded once, by a path that resolves to the native one. */
let socketClass: HciSocketClass | undefined;

function TakesItsPlace(): unknown {
  if (socketClass === undefined) throw new Error('no socket');
  return new socketClass();
}

function replaceNativeSocket(): void {
  const path = require.resolve('@abandonware/bluetooth-hci-socket');
  const { Module } = require('node:module');
  const replacement = new Module(path);
  replacement.exports = TakesItsPlace;
  replacement.loaded = true;
  require.cache[path] = replacement;
}

/** noble's own code above the socket, unchanged: hci, gap, gatt, signaling, smp. Each listens for the end of the process. */
export function nobleOver(socket: HciSocketClass): Noble {
  process.setMaxListeners(100);
  replaceNativeSocket();
  socketClass = socket;
  const Bindings = require('@abandonware/noble/lib/hci-socket/bindings');
  const withBindings = require('@abandonware/noble/with-bindings');
  return withBindings(new Bindings({}));
}

/** Lets noble ask for another MTU than 256, as it should (PROTOCOLS §6.4). */
export function askForMtu(mtu: number): () => void {
  replaceNativeSocket();
  const Gatt: GattClass = require('@abandonware/noble/lib/hci-socket/gatt');
  const { exchangeMtu } = Gatt.prototype;
  Gatt.prototype.exchangeMtu = function () {
    this._desired_mtu = mtu;
    exchangeMtu.call(this);
  };
  return () => {
    Gatt.prototype.exchangeMtu = exchangeMtu;
  };
}

/** Units that were heard within the time, by their address; ends as soon as so many are. */
export async function scan(noble: Noble, count: number, timeoutMs = 3000): Promise<Map<string, Peripheral>> {
  const found = new Map<string, Peripheral>();
  const enough = new AbortController();
  const onDiscover = (peripheral: Peripheral) => {
    found.set(peripheral.address, peripheral);
    if (found.size >= count) enough.abort();
  };
  noble.on('discover', onDiscover);
  while (noble.state !== 'poweredOn') await wait(5);
  await noble.startScanningAsync([], true);
  if (!enough.signal.aborted) {
    await Promise.race([once(enough.signal, 'abort'), wait(timeoutMs, undefined, { signal: enough.signal })]).catch(
      () => undefined,
    );
  }
  await noble.stopScanningAsync();
  noble.removeListener('discover', onDiscover);
  return found;
}

const patient = { minInterval: 12, maxInterval: 24, latency: 0, timeout: 400 };

/** Connects, where nothing else is said with parameters that survive an erase. */
export async function connect(peripheral: Peripheral, parameters: object = patient): Promise<void> {
  const connectAsync: (options: object) => Promise<void> = Reflect.get(peripheral, 'connectAsync');
  await connectAsync.call(peripheral, parameters);
}

/** Every characteristic by its user description, or by its UUID where it has none. */
export async function discover(peripheral: Peripheral): Promise<Map<string, Characteristic>> {
  const { characteristics } = await peripheral.discoverAllServicesAndCharacteristicsAsync();
  const named = new Map<string, Characteristic>();
  for (const characteristic of characteristics) {
    const descriptors = await characteristic.discoverDescriptorsAsync();
    const description = descriptors.find(({ uuid }) => uuid === '2901');
    named.set(description ? (await description.readValueAsync()).toString() : characteristic.uuid, characteristic);
  }
  return named;
}

/** One exchange with an endpoint: write with response, then read. */
export async function exchange(characteristic: Characteristic | undefined, request: Uint8Array): Promise<Uint8Array> {
  if (characteristic === undefined) throw new Error('no such endpoint');
  await characteristic.writeAsync(Buffer.from(request), false);
  return new Uint8Array(await characteristic.readAsync());
}
