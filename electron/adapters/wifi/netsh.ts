import { win32 } from 'node:path';
import { encodeHex } from '../../core/bytes/hex.ts';
import type { WifiControl } from '../../core/interfaces/wifi-control.ts';
import { wlanProfile } from './netsh-profile.ts';
import { checkAnswer, type NetshInterface, parseInterfaces, parseProfiles, profileOf } from './netsh-text.ts';
import type { ToolAnswer, ToolOptions } from './run-wifi-tool.ts';
import { withSecretFile } from './secret-file.ts';
import {
  attempts,
  checkNetwork,
  newAddress,
  notJoined,
  notRestored,
  type WifiMachine,
  waitFor,
} from './wifi-machine.ts';

const connectedMs = 15_000;
/** By its full name: Windows would look for a program in the folder at hand first. */
const program = win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'netsh.exe');
/** Output is in the code page of consoles: a name with other letters comes out damaged, and is left to Windows. */
const damaged = '\ufffd';

/** Windows by `netsh wlan`; the unit's network is a profile of this account. */
export function netshControl(machine: WifiMachine): WifiControl {
  const wlan = async (args: readonly string[], options?: ToolOptions): Promise<ToolAnswer> => {
    const answer = await machine.run(program, ['wlan', ...args], options);
    checkAnswer(answer);
    return answer;
  };
  const interfaces = async (signal?: AbortSignal): Promise<NetshInterface[]> =>
    parseInterfaces((await wlan(['show', 'interfaces'], { signal })).text);
  const current = async (adapter: string, signal?: AbortSignal) =>
    (await interfaces(signal)).find(({ name }) => name === adapter);
  /** Connecting is only begun by the command: settled is it once the adapter shows the profile. */
  const isIn = async (adapter: string, profile: string, signal?: AbortSignal): Promise<true | undefined> => {
    const found = await current(adapter, signal);
    return found !== undefined && profileOf(found, [profile]) !== undefined ? true : undefined;
  };
  const connect = async (adapter: string, profile: string, signal?: AbortSignal): Promise<boolean> => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      await wlan(['connect', `name=${profile}`, `interface=${adapter}`], { signal });
      if (await waitFor(machine, connectedMs, () => isIn(adapter, profile, signal), signal)) return true;
    }
    return false;
  };

  return {
    adapters: async (signal) =>
      (await interfaces(signal)).map(({ name, isConnected }) => ({ name, state: isConnected ? 'connected' : 'free' })),
    async prepare({ name: adapter, state }, ssid, signal) {
      const wasConnected = state === 'connected';
      const now = wasConnected ? await current(adapter, signal) : undefined;
      const profiles = parseProfiles((await wlan(['show', 'profiles', `interface=${adapter}`], { signal })).text);
      const previous = now && profileOf(now, profiles);
      const profile = `unstrand-${encodeHex(machine.random.bytes(4))}`;
      return {
        ...{ system: 'netsh', adapter, profile, ssid: encodeHex(ssid), wasConnected, wasKnown: false },
        ...(previous !== undefined && !previous.includes(damaged) && { previous }),
      };
    },
    async join(restore, network, signal) {
      const { adapter, profile } = restore;
      checkNetwork(network);
      const before = machine.addressOf(adapter);
      const added = await withSecretFile(`${profile}.xml`, wlanProfile(profile, network), ({ folder, name }) =>
        wlan(['add', 'profile', `filename=${name}`, `interface=${adapter}`, 'user=current'], { cwd: folder, signal }),
      );
      if (added.exitCode !== 0 || !(await connect(adapter, profile, signal))) throw notJoined(restore, network);
      const address = await newAddress(machine, { adapter, before }, signal);
      if (address === undefined) throw notJoined(restore, network);
      return address;
    },
    async leave(restore) {
      const { adapter, profile, previous, wasConnected } = restore;
      const now = await current(adapter);
      await wlan(['delete', 'profile', `name=${profile}`, `interface=${adapter}`]);
      const isElsewhere = now?.isConnected === true && profileOf(now, [profile]) === undefined;
      if (isElsewhere || !wasConnected) return;
      if (previous !== undefined && (await connect(adapter, previous))) return;
      // Without its profile, Windows looks for a network that it knows, of itself.
      const isBack = async () => ((await current(adapter))?.isConnected === true ? true : undefined);
      if (!(await waitFor(machine, connectedMs, isBack))) throw notRestored(restore);
    },
  };
}
