import { concatBytes } from '../../core/bytes/concat-bytes.ts';
import { packetType } from './hci-codes.ts';
import { readU16 } from './little-endian.ts';

/** Longest packet of a host: a command has 255 bytes of parameters, ACL data no more than the controller's buffers. */
const maxPacket = 0x1000;

/**
 * Cuts a stream into HCI packets (H4: the type is the first byte, the length follows the header). What cannot be a packet
 * of a host ends the stream, since nothing tells where the next one would begin.
 */
export function h4Reader(onPacket: (packet: Uint8Array) => void, onViolation: () => void) {
  let rest = new Uint8Array();
  return (chunk: Uint8Array): void => {
    rest = concatBytes([rest, chunk]);
    for (let length = packetLength(rest); length !== undefined; length = packetLength(rest)) {
      if (length > maxPacket) {
        rest = new Uint8Array();
        onViolation();
        return;
      }
      if (rest.length < length) return;
      onPacket(rest.slice(0, length));
      rest = rest.slice(length);
    }
  };
}

/** Bytes of the packet that begins here, Infinity where none does; undefined until the header is there. */
function packetLength(bytes: Uint8Array): number | undefined {
  const [type] = bytes;
  if (type === undefined) return undefined;
  if (type === packetType.command) return bytes.length < 4 ? undefined : 4 + (bytes[3] ?? 0);
  if (type === packetType.acl) return bytes.length < 5 ? undefined : 5 + readU16(bytes, 3);
  return Number.POSITIVE_INFINITY;
}
