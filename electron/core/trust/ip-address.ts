/** The 4 or 16 octets of an IP address in text; undefined for anything else, as `inet_pton` of POSIX has it. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Four decimal numbers without leading zeros. */
function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  const isValid = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isValid ? Uint8Array.from(parts, Number) : undefined;
}

/** Eight groups; `::` stands for at least one of zeros; the last two may be an IPv4 address (RFC 4291 §2.2). */
function parseIpv6(text: string): Uint8Array | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = parseGroups(tail ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const zeros = 16 - before.length - after.length;
  if (tail === undefined ? zeros !== 0 : zeros < 2) return undefined;
  return Uint8Array.from([...before, ...new Array<number>(zeros).fill(0), ...after]);
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const octets: number[] = [];
  for (const [index, group] of groups.entries()) {
    const ipv4 = mayEndInIpv4 && index === groups.length - 1 ? parseIpv4(group) : undefined;
    if (ipv4 === undefined && !/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    const value = Number.parseInt(group, 16);
    octets.push(...(ipv4 ?? [value >> 8, value & 0xff]));
  }
  return octets;
}
