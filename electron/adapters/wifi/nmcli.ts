import { pbkdf2 } from 'node:crypto';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { encodeHex } from '../../core/bytes/hex.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { UnitNetwork, WifiControl, WifiRestore } from '../../core/interfaces/wifi-control.ts';
import { type ActiveConnection, parseActive, parseDevices } from './nmcli-text.ts';
import type { ToolAnswer, ToolOptions } from './run-wifi-tool.ts';
import { withSecretFile } from './secret-file.ts';
import {
  attempts,
  checkNetwork,
  newAddress,
  notJoined,
  notRestored,
  ssidArgument,
  type WifiMachine,
} from './wifi-machine.ts';

const upSeconds = 30;
/** nmcli(1), exit status: NetworkManager is not running. */
const notRunning = 8;
const deriveKey = promisify(pbkdf2);

/** NetworkManager by `nmcli`; the unit's network is a connection in memory only, which no restart of the machine sees. */
export function nmcliControl(machine: WifiMachine): WifiControl {
  const nmcli = async (args: readonly string[], options: ToolOptions = {}): Promise<ToolAnswer> => {
    const answer = await machine.run('nmcli', args, { ...options, timeoutMs: (upSeconds + 15) * 1000 });
    if (answer.exitCode === notRunning || /could not create nmclient/i.test(answer.text)) {
      throw new RecoveryError('wifi.service-off', { service: 'NetworkManager' });
    }
    return answer;
  };
  const active = async (adapter: string, signal?: AbortSignal): Promise<ActiveConnection | undefined> => {
    const answer = await nmcli(['-t', '-f', 'UUID,NAME,TYPE,DEVICE', 'connection', 'show', '--active'], { signal });
    return parseActive(answer.text).find(({ device }) => device === adapter);
  };

  const added = new Set<string>();
  const add = async (restore: WifiRestore, network: UnitNetwork, signal?: AbortSignal) => {
    if (added.has(restore.profile)) return;
    allow(await nmcli(addArguments(restore, network), { signal }), () => notJoined(restore, network));
    added.add(restore.profile);
  };

  const goUp = async ({ profile, adapter }: WifiRestore, network: UnitNetwork, signal?: AbortSignal) => {
    const up = ['-w', `${upSeconds}`, 'connection', 'up', 'id', profile, 'ifname', adapter];
    const secret = await passwordLine(network);
    if (secret === undefined) return nmcli(up, { signal });
    return withSecretFile('password', secret, ({ path }) => nmcli([...up, 'passwd-file', path], { signal }));
  };

  return {
    adapters: async (signal) =>
      parseDevices((await nmcli(['-t', '-f', 'DEVICE,TYPE,STATE', 'device'], { signal })).text),
    async prepare({ name: adapter, state }, ssid, signal) {
      const previous = state === 'connected' ? (await active(adapter, signal))?.uuid : undefined;
      const profile = `unstrand-${encodeHex(machine.random.bytes(4))}`;
      const wasConnected = previous !== undefined;
      return { system: 'nmcli', adapter, profile, ssid: encodeHex(ssid), wasConnected, previous, wasKnown: false };
    },
    async join(restore, network, signal) {
      checkNetwork(network);
      await add(restore, network, signal);
      for (let attempt = 1; ; attempt++) {
        const answer = await goUp(restore, network, signal);
        if (answer.exitCode === 0) break;
        if (attempt === attempts) allow(answer, () => notJoined(restore, network));
        refuseDenied(answer);
        await nmcli(['device', 'wifi', 'rescan', 'ifname', restore.adapter], { signal });
        await machine.clock.sleep(2000, signal);
      }
      // It is up only once it has an address, so the one that stands is the new one.
      const address = await newAddress(machine, { adapter: restore.adapter, before: undefined }, signal);
      if (address === undefined) throw notJoined(restore, network);
      return address;
    },
    async leave(restore) {
      const { adapter, profile, previous } = restore;
      const before = await active(adapter);
      await nmcli(['connection', 'delete', 'id', profile]);
      added.delete(profile);
      const isElsewhere = before !== undefined && before.name !== profile;
      if (isElsewhere || previous === undefined) return;
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const up = ['-w', `${upSeconds}`, 'connection', 'up', 'uuid', previous, 'ifname', adapter];
        if ((await nmcli(up)).exitCode === 0 || (await active(adapter)) !== undefined) return;
        await machine.clock.sleep(2000);
      }
      throw notRestored(restore);
    },
  };
}

/**
 * Values after a property's name are taken as they are, whatever they begin with (tried with nmcli 1.42). The default route
 * and the name servers stay with the other adapters.
 */
function addArguments({ adapter, profile }: WifiRestore, { ssid, password }: UnitNetwork): string[] {
  const { uid, username } = userInfo();
  return [
    ...['connection', 'add', 'save', 'no', 'type', 'wifi', 'ifname', adapter, 'con-name', profile],
    ...['ssid', ssidArgument(ssid), 'connection.autoconnect', 'no'],
    // A connection of this account alone needs only the right `settings.modify.own` (PROTOCOLS §7).
    ...(uid === 0 ? [] : ['connection.permissions', `user:${username}`]),
    ...['ipv4.never-default', 'yes', 'ipv4.ignore-auto-dns', 'yes', 'ipv6.method', 'ignore'],
    // 2 = the key is asked for, and kept nowhere.
    ...(password === undefined ? [] : ['wifi-sec.key-mgmt', 'wpa-psk', 'wifi-sec.psk-flags', '2']),
  ];
}

/** The key itself instead of the password: nothing in hexadecimal means anything to the reader of the file. */
async function passwordLine({ ssid, password }: UnitNetwork): Promise<string | undefined> {
  if (password === undefined) return undefined;
  // IEEE 802.11-2020 §J.4.1.
  const key = password.length === 64 ? password : (await deriveKey(password, ssid, 4096, 32, 'sha1')).toString('hex');
  return `802-11-wireless-security.psk:${key}\n`;
}

function allow(answer: ToolAnswer, otherwise: () => RecoveryError): void {
  if (answer.exitCode === 0) return;
  refuseDenied(answer);
  throw otherwise();
}

/** As polkit's refusals are worded in the C locale; sessions over SSH and services get them. */
function refuseDenied({ text }: ToolAnswer): void {
  if (/not authorized|insufficient privileges|permission denied/i.test(text))
    throw new RecoveryError('wifi.not-allowed');
}
