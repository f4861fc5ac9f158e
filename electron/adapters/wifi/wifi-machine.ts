import { networkInterfaces } from 'node:os';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Clock, Random } from '../../core/interfaces/machine.ts';
import type { UnitNetwork, WifiRestore } from '../../core/interfaces/wifi-control.ts';
import { printableText } from '../../core/trust/printable-text.ts';
import type { RunWifiTool } from './run-wifi-tool.ts';

/** What the controls of all systems need of this machine. */
export interface WifiMachine {
  readonly run: RunWifiTool;
  readonly clock: Clock;
  readonly random: Random;
  /** IPv4 address of an adapter, undefined while it has none. */
  readonly addressOf: (adapter: string) => string | undefined;
}

/** How often a step is tried: a driver may need a second scan before it finds a fresh access point (PROTOCOLS §7). */
export const attempts = 3;
const stepMs = 500;
/** A unit's DHCP server answers within seconds of a station's arrival. */
const addressMs = 12_000;

/** Asks every half second until there is an answer. Undefined where none came in time. */
export async function waitFor<T>(
  { clock }: WifiMachine,
  timeoutMs: number,
  ask: () => Promise<T | undefined> | T | undefined,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const end = clock.monotonicMs() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || clock.monotonicMs() >= end) return answer;
    await clock.sleep(stepMs, signal);
  }
}

/**
 * The adapter's address in its new network. The one from the network before may stand a moment longer, so it counts only
 * when no other comes. Undefined where there is none in time.
 */
export async function newAddress(
  machine: WifiMachine,
  { adapter, before }: { readonly adapter: string; readonly before: string | undefined },
  signal?: AbortSignal,
): Promise<string | undefined> {
  const ask = () => {
    const address = machine.addressOf(adapter);
    return address === before ? undefined : address;
  };
  return (await waitFor(machine, addressMs, ask, signal)) ?? machine.addressOf(adapter);
}

/** Addresses that an adapter gives itself where nobody answers (RFC 3927) lead nowhere. */
export function systemAddressOf(adapter: string): string | undefined {
  const entries = networkInterfaces()[adapter] ?? [];
  return entries.find(({ family, address }) => family === 'IPv4' && !address.startsWith('169.254.'))?.address;
}

/** The name as an argument of a tool. Throws `wifi.name-unsuitable` for bytes that no argument can hold. */
export function ssidArgument(ssid: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(ssid);
    if (!text.includes('\0')) return text;
  } catch {
    // not UTF-8
  }
  throw new RecoveryError('wifi.name-unsuitable', { network: ssidText(ssid) });
}

/** A network's name for people. */
export function ssidText(ssid: Uint8Array): string {
  return printableText(new TextDecoder().decode(ssid));
}

const maxSsidLength = 32;
/** IEEE 802.11-2020 §J.4.1: 8 to 63 printable ASCII characters, or the key itself as 64 hexadecimal digits. */
const passwordPattern = /^(?:[ -~]{8,63}|[0-9a-fA-F]{64})$/;

/** Throws `wifi.name-unsuitable` and `wifi.bad-password` for what no WPA network has. */
export function checkNetwork({ ssid, password }: UnitNetwork): void {
  if (ssid.length === 0 || ssid.length > maxSsidLength) {
    throw new RecoveryError('wifi.name-unsuitable', { network: ssidText(ssid) });
  }
  if (password !== undefined && !passwordPattern.test(password)) throw new RecoveryError('wifi.bad-password');
}

export function notJoined({ adapter }: Pick<WifiRestore, 'adapter'>, { ssid }: UnitNetwork): RecoveryError {
  return new RecoveryError('wifi.not-joined', { network: ssidText(ssid), adapter: printableText(adapter) });
}

export function notRestored({ adapter }: WifiRestore): RecoveryError {
  return new RecoveryError('wifi.not-restored', { adapter: printableText(adapter) });
}
