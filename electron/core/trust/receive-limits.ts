import type { Certificate } from './certificate.ts';
import type { ReceiveRules } from './mbedtls-profile.ts';

/** How a server's certificates came over the line; of a chain that nobody saw on the line, what is certain of it. */
export interface CertificateFlight {
  /** Over how many records the Certificate message was spread. */
  readonly certificateRecords: number;
  /** Payload bytes of the records up to ServerHelloDone, in order. */
  readonly recordSizes: readonly number[];
}

/** MBEDTLS_ERR_SSL_*, positive. */
export const receiveCode = { invalidRecord: 0x7200, featureUnavailable: 0x7080, badInput: 0x7100 } as const;

/** IV, MAC and CBC padding that fit into the buffer besides the content (MBEDTLS_SSL_PAYLOAD_OVERHEAD of every ESP-IDF). */
const overhead = 16 + 48 + 256;
/** MBEDTLS_SSL_IN_CONTENT_LEN where nobody made it smaller (FORMATS §8.6). */
export const defaultInputBuffer = 16384;

/** Bytes of the Certificate handshake message, its header included (RFC 5246 §7.4.2). */
export function certificateMessageLength(chain: readonly Pick<Certificate, 'size'>[]): number {
  return chain.reduce((sum, { size }) => sum + 3 + size, 4 + 3);
}

/** The code with which the record layer gives up on the server's certificates; undefined where it takes them in. */
export function receiveRefusal(
  { certificateRecords, recordSizes }: CertificateFlight,
  messageLength: number,
  inputBuffer: number,
  { fetchesFirst, joinsFragments }: ReceiveRules,
): number | undefined {
  const largest = Math.max(0, ...recordSizes);
  if (largest > inputBuffer) {
    return fetchesFirst && largest > inputBuffer + overhead ? receiveCode.badInput : receiveCode.invalidRecord;
  }
  if (certificateRecords <= 1) return undefined;
  if (!joinsFragments) return receiveCode.featureUnavailable;
  return messageLength + recordHeader > inputBuffer + overhead ? receiveCode.badInput : undefined;
}

const recordHeader = 5;

/** A chain that nobody saw on the line, sent as servers send it: the message in one record, or in as few as hold it. */
export function usualFlight(chain: readonly Pick<Certificate, 'size'>[]): CertificateFlight {
  const length = certificateMessageLength(chain);
  const maxRecord = 16384;
  const certificateRecords = Math.max(1, Math.ceil(length / maxRecord));
  return { certificateRecords, recordSizes: [Math.min(length, maxRecord)] };
}
