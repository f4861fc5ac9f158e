/** Wi-Fi of one system, by the tool that every installation of it has. */
export type WifiSystem = 'nmcli' | 'netsh' | 'networksetup';

/** A Wi-Fi adapter of this machine. `free` = switched on and in no network. */
export interface WifiAdapter {
  readonly name: string;
  readonly state: 'connected' | 'free' | 'off';
}

/** The network that a unit opens itself. Its name is bytes that need not be text; the password is secret, absent = open. */
export interface UnitNetwork {
  readonly ssid: Uint8Array;
  readonly password?: string | undefined;
}

/** What going back needs. Plain JSON without secrets, kept on disk before anything is touched. */
export interface WifiRestore {
  readonly system: WifiSystem;
  readonly adapter: string;
  /** Name of the profile that is made for the unit's network; nothing else has it. */
  readonly profile: string;
  /** Name of the unit's network, hexadecimal. */
  readonly ssid: string;
  readonly wasConnected: boolean;
  /** How the system calls the network from before; undefined where there was none or it does not tell. */
  readonly previous?: string | undefined;
  /** The system knew a network of that name before: it must go on knowing it. */
  readonly wasKnown: boolean;
}

/**
 * Joining and leaving a unit's own network (PROTOCOLS §7). Only the Wi-Fi adapter in question is touched. Rejects with
 * `wifi.*`, none of which holds a password; an abort rejects with its reason.
 */
export interface WifiControl {
  /** Rejects with `wifi.tool-missing`, `wifi.service-off` or `wifi.location-denied`. */
  adapters(signal?: AbortSignal): Promise<readonly WifiAdapter[]>;
  /** What `leave` will need. Nothing is changed yet. */
  prepare(adapter: WifiAdapter, ssid: Uint8Array, signal?: AbortSignal): Promise<WifiRestore>;
  /**
   * Joins, and resolves with the IPv4 address that the adapter then has, to which connections to the unit are bound.
   * Rejects with `wifi.not-joined`, `wifi.not-allowed`, `wifi.name-unsuitable` or `wifi.bad-password`; `leave` is due nevertheless.
   * May be called again with the same `restore`, once the unit's network was away.
   */
  join(restore: WifiRestore, network: UnitNetwork, signal?: AbortSignal): Promise<string>;
  /**
   * Forgets the unit's network and goes back to the one from before. A person who has joined another network meanwhile
   * stays in it. May be called again, and for a network that was never joined. Rejects with `wifi.not-restored`.
   */
  leave(restore: WifiRestore): Promise<void>;
}
