import { sameBytes } from '../bytes/byte-view.ts';
import type { Certificate } from './certificate.ts';
import type { SubjectAltName } from './certificate-extensions.ts';
import { commonNameType } from './distinguished-name.ts';
import { parseIpAddress } from './ip-address.ts';

const latin1 = new TextDecoder('latin1');

/**
 * Whether Mbed TLS finds the host in a leaf certificate: in its subjectAltName where it has one, whatever that holds,
 * else in any CN. ASCII case does not count; a wildcard stands for the whole first label. IP addresses and URIs are
 * compared from Mbed TLS 3.5 on only (`matchesAllAltNames`).
 */
export function matchesHost(
  { subjectAltNames, subject }: Certificate,
  host: string,
  { matchesAllAltNames }: { readonly matchesAllAltNames: boolean },
): boolean {
  const wanted = lowerAscii(host);
  if (subjectAltNames === undefined) {
    return subject.attributes.some(({ type, value }) => type === commonNameType && matchesName(textOf(value), wanted));
  }
  return subjectAltNames.some(
    (name) =>
      (name.kind === 'dns' && matchesName(textOf(name.value), wanted)) ||
      (matchesAllAltNames && matchesOtherName(name, host)),
  );
}

/** The DNS names and CNs that a leaf is for, to be shown. */
export function hostNamesOf({ subjectAltNames, subject }: Certificate): string[] {
  const dns = subjectAltNames?.filter(({ kind }) => kind === 'dns').map(({ value }) => textOf(value));
  return dns ?? subject.attributes.filter(({ type }) => type === commonNameType).map(({ value }) => textOf(value));
}

function matchesName(name: string, host: string): boolean {
  if (name === host) return true;
  const dot = host.indexOf('.');
  return name.length >= 3 && name.startsWith('*.') && dot > 0 && host.slice(dot) === name.slice(1);
}

function matchesOtherName({ kind, value }: SubjectAltName, host: string): boolean {
  if (kind === 'uri') return latin1.decode(value) === host;
  const address = kind === 'ip' ? parseIpAddress(host) : undefined;
  return address !== undefined && sameBytes(address, value);
}

function textOf(bytes: Uint8Array): string {
  return lowerAscii(latin1.decode(bytes));
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
