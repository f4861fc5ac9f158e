import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunWifiTool, ToolAnswer, ToolOptions } from '../../../electron/adapters/wifi/run-wifi-tool.ts';
import type { WifiMachine } from '../../../electron/adapters/wifi/wifi-machine.ts';
import { sleepingClock } from '../../sim/provisioning/recovery-bench.ts';

/** A network in the air: undefined password = open. */
export interface AirNetwork {
  readonly password?: string | undefined;
  /** How often a station looks for it in vain first. */
  hiddenFor?: number;
}

/** A call of a tool, and what the files held that it was given. */
export interface ToolCall {
  readonly args: readonly string[];
  readonly files: readonly { readonly name: string; readonly text: string; readonly mode: number }[];
}

/** A computer with one Wi-Fi adapter `wlan0` under a system's tool, and networks by the hexadecimal of their names. */
export class FakeSystem {
  readonly calls: ToolCall[] = [];
  readonly air: Map<string, AirNetwork>;
  /** What answers instead of the tool, for the first call whose arguments contain the text. */
  readonly overrides: { readonly on: string; readonly answer: () => ToolAnswer | Promise<ToolAnswer> }[] = [];
  readonly folders = new Set<string>();
  /** The network that the adapter is in: the unit's by profile, or `home`. */
  current: string | undefined;
  homeIsThere = true;
  readonly #answer: (args: readonly string[], call: ToolCall, options: ToolOptions) => ToolAnswer;

  constructor(tool: (system: FakeSystem) => FakeTool, air: Readonly<Record<string, AirNetwork>>, current?: string) {
    this.air = new Map(Object.entries(air));
    this.current = current;
    this.#answer = tool(this);
  }

  readonly run: RunWifiTool = async (_program, args, options = {}) => {
    options.signal?.throwIfAborted();
    const call: ToolCall = { args, files: this.#filesOf(args, options) };
    this.calls.push(call);
    const at = this.overrides.findIndex(({ on }) => args.join(' ').includes(on));
    const [override] = at < 0 ? [] : this.overrides.splice(at, 1);
    return override === undefined ? this.#answer(args, call, options) : override.answer();
  };

  machine(): WifiMachine {
    const addressOf = (adapter: string) => {
      if (!['wlan0', 'en0'].includes(adapter) || this.current === undefined) return undefined;
      return this.current === 'home' ? '10.0.0.7' : '192.168.4.2';
    };
    return { run: this.run, clock: sleepingClock(), random: { bytes: () => Uint8Array.of(1, 2, 3, 4) }, addressOf };
  }

  /** True where a network of that name can be joined with the password. */
  opens(ssidHex: string, matches: (network: AirNetwork) => boolean): boolean {
    const network = this.air.get(ssidHex.toLowerCase());
    if (network === undefined) return false;
    if ((network.hiddenFor ?? 0) > 0) {
      network.hiddenFor = (network.hiddenFor ?? 0) - 1;
      return false;
    }
    return matches(network);
  }

  #filesOf(args: readonly string[], { cwd }: ToolOptions): ToolCall['files'] {
    const folder = cwd ?? args[args.indexOf('passwd-file') + 1]?.replace(/\/password$/, '');
    if (folder === undefined || !folder.includes('unstrand-')) return [];
    this.folders.add(folder);
    return readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return { name, text: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777 };
    });
  }
}

export type FakeTool = (args: readonly string[], call: ToolCall, options: ToolOptions) => ToolAnswer;

export const done = (text = ''): ToolAnswer => ({ exitCode: 0, text });
export const failed = (text: string, exitCode = 1): ToolAnswer => ({ exitCode, text });

/** What an option of the form `name value` has for its value. */
export function valueAfter(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
