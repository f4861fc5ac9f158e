import { decodeHex, encodeHex } from '../../core/bytes/hex.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { WifiControl } from '../../core/interfaces/wifi-control.ts';
import type { ToolAnswer, ToolOptions } from './run-wifi-tool.ts';
import {
  attempts,
  checkNetwork,
  newAddress,
  notJoined,
  notRestored,
  ssidArgument,
  type WifiMachine,
  waitFor,
} from './wifi-machine.ts';

const program = '/usr/sbin/networksetup';
const backMs = 30_000;

/** Devices of Wi-Fi ports in what `networksetup -listallhardwareports` prints. */
export function parseHardwarePorts(text: string): string[] {
  return [...text.matchAll(/^Hardware Port: (?:Wi-?Fi|AirPort|WLAN)\b.*\nDevice: (en\d{1,3})$/gim)].flatMap(
    ([, device]) => device ?? [],
  );
}

/** Names in what `networksetup -listpreferredwirelessnetworks` prints: one a line, set in by a tab. */
export function parsePreferred(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\t(.*)$/.exec(line)?.[1] ?? []);
}

/**
 * macOS by `networksetup`. The network from before cannot be asked for since macOS 15: the radio is switched off and on
 * instead, and the system goes back of itself (PROTOCOLS §7). The password of the unit's network stands on the command
 * line for as long as that runs; the tool has no other way to take it.
 */
export function networksetupControl(machine: WifiMachine): WifiControl {
  const setup = async (args: readonly string[], options?: ToolOptions): Promise<ToolAnswer> => {
    const answer = await machine.run(program, args, options);
    if (/requires admin privileges|not authori[sz]ed/i.test(answer.text)) throw new RecoveryError('wifi.admin-needed');
    return answer;
  };
  const isOn = async (device: string, signal?: AbortSignal) =>
    /: On\s*$/m.test((await setup(['-getairportpower', device], { signal })).text);

  return {
    async adapters(signal) {
      const devices = parseHardwarePorts((await setup(['-listallhardwareports'], { signal })).text);
      return Promise.all(
        devices.map(async (name) => {
          if (!(await isOn(name, signal))) return { name, state: 'off' } as const;
          return { name, state: machine.addressOf(name) === undefined ? 'free' : 'connected' } as const;
        }),
      );
    },
    async prepare({ name: adapter, state }, ssid, signal) {
      const preferred = parsePreferred((await setup(['-listpreferredwirelessnetworks', adapter], { signal })).text);
      return {
        ...{ system: 'networksetup', adapter, profile: `unstrand-${encodeHex(machine.random.bytes(4))}` },
        ...{
          ssid: encodeHex(ssid),
          wasConnected: state === 'connected',
          wasKnown: preferred.includes(ssidArgument(ssid)),
        },
      };
    },
    async join(restore, network, signal) {
      const { adapter } = restore;
      checkNetwork(network);
      const before = machine.addressOf(adapter);
      const secret = network.password === undefined ? [] : [network.password];
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const { text } = await setup(['-setairportnetwork', adapter, ssidArgument(network.ssid), ...secret], {
          signal,
        });
        // It exits with 0 also where it fails; then it says why.
        const address = text.trim() === '' ? await newAddress(machine, { adapter, before }, signal) : undefined;
        if (address !== undefined) return address;
        await machine.clock.sleep(2000, signal);
      }
      throw notJoined(restore, network);
    },
    async leave(restore) {
      const { adapter, ssid, wasKnown, wasConnected } = restore;
      if (!wasKnown) await setup(['-removepreferredwirelessnetwork', adapter, ssidArgument(decodeHex(ssid))]);
      for (const power of ['off', 'on']) await setup(['-setairportpower', adapter, power]);
      if (wasConnected && (await waitFor(machine, backMs, () => machine.addressOf(adapter))) === undefined)
        throw notRestored(restore);
    },
  };
}
