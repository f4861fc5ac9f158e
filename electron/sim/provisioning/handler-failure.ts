/**
 * A request that the firmware does not answer: on the wire a broken link, never a status (PROTOCOLS §1.1). The transport
 * in front of the device closes the connection, or answers ATT error 0x04 as NimBLE does.
 */
export class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure';
}
