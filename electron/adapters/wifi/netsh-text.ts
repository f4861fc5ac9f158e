import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ToolAnswer } from './run-wifi-tool.ts';

/** An adapter as `netsh wlan show interfaces` has it: what is read does not depend on the language of its labels. */
export interface NetshInterface {
  readonly name: string;
  /** A second hardware address, the access point's, is there only while it is connected. */
  readonly isConnected: boolean;
  /** Every value of its block, in order. */
  readonly values: readonly string[];
}

const guidPattern = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
const macPattern = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

/** Labels are of the system's language; the first value of a block is the name, the third a GUID. */
export function parseInterfaces(text: string): NetshInterface[] {
  return text.split(/\r?\n\s*\r?\n/).flatMap((block) => {
    const values = valuesOf(block);
    const [name = ''] = values;
    if (name === '' || !values.some((value) => guidPattern.test(value))) return [];
    return [{ name, isConnected: values.filter((value) => macPattern.test(value)).length > 1, values }];
  });
}

/** Names in what `netsh wlan show profiles` prints. */
export function parseProfiles(text: string): string[] {
  return valuesOf(text).filter((value) => value !== '');
}

/** The profile by which an adapter is connected: the last of its values that is a profile's name, since the network's own stands before. */
export function profileOf({ isConnected, values }: NetshInterface, profiles: readonly string[]): string | undefined {
  return isConnected ? values.slice(1).findLast((value) => profiles.includes(value)) : undefined;
}

function valuesOf(block: string): string[] {
  return block.split(/\r?\n/).flatMap((line) => {
    const [, value] = /^\s+[^:：]{1,80}\s*[:：] ?(.*)$/.exec(line) ?? [];
    return value === undefined ? [] : [value.trim()];
  });
}

/** Throws for what keeps netsh from telling anything: names and addresses in its message are the same in every language. */
export function checkAnswer({ exitCode, text }: ToolAnswer): void {
  if (/^ms-settings:privacy-location\s*$/m.test(text)) throw new RecoveryError('wifi.location-denied');
  if (exitCode !== 0 && /\bwlansvc\b/i.test(text)) throw new RecoveryError('wifi.service-off', { service: 'wlansvc' });
}
