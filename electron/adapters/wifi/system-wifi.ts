import type { WifiControl } from '../../core/interfaces/wifi-control.ts';
import { systemClock, systemRandom } from '../machine.ts';
import { netshControl } from './netsh.ts';
import { networksetupControl } from './networksetup.ts';
import { nmcliControl } from './nmcli.ts';
import { runWifiTool } from './run-wifi-tool.ts';
import { systemAddressOf, type WifiMachine } from './wifi-machine.ts';

/** Wi-Fi of this machine by the tool of its system. Nothing is run yet. */
export function systemWifi(
  platform: NodeJS.Platform = process.platform,
  machine: Partial<WifiMachine> = {},
): WifiControl {
  const full: WifiMachine = {
    run: runWifiTool,
    clock: systemClock,
    random: systemRandom,
    addressOf: systemAddressOf,
    ...machine,
  };
  if (platform === 'win32') return netshControl(full);
  return platform === 'darwin' ? networksetupControl(full) : nmcliControl(full);
}
