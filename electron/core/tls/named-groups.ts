/** Names in the IANA registry of the groups that units offer or that servers choose (RFC 8422, 7027, 7919). */
const names: ReadonlyMap<number, string> = new Map([
  [0x0012, 'secp192k1'],
  [0x0013, 'secp192r1'],
  [0x0014, 'secp224k1'],
  [0x0015, 'secp224r1'],
  [0x0016, 'secp256k1'],
  [0x0017, 'secp256r1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001a, 'brainpoolP256r1'],
  [0x001b, 'brainpoolP384r1'],
  [0x001c, 'brainpoolP512r1'],
  [0x001d, 'x25519'],
  [0x001e, 'x448'],
]);

/** A group's registered name, e.g. `secp256r1`; undefined for one that no unit offers. */
export function namedGroupName(group: number): string | undefined {
  return names.get(group);
}
