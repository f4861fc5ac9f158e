import { encodeBase64 } from '../bytes/base64.ts';
import type { ServerView } from '../trust/verdict.ts';
import { cipherSuiteName } from './cipher-suites.ts';
import { type ProfileId, tlsVersionName } from './client-profile.ts';
import type { ServerAnswer } from './flight-reader.ts';
import { namedGroupName } from './named-groups.ts';
import type { ProbeFinding } from './probe-findings.ts';
import { alertName } from './tls-alerts.ts';

/** What a server showed to a client that spoke as a unit does. Plain JSON: it can be kept and judged later, offline. */
export interface ServerProbe {
  readonly schema: 1;
  /** The name that was asked for, which is the one that units ask for. */
  readonly host: string;
  readonly port: number;
  /** Where the connection went, when not to what `host` resolves to. */
  readonly address?: string | undefined;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly profile: ProfileId;
  readonly result: ProbeResult;
  readonly findings: readonly ProbeFinding[];
}

export type ProbeResult =
  | {
      readonly kind: 'flight';
      /** `1.0`, `1.1` or `1.2`. */
      readonly version: string;
      /** Registered name. */
      readonly suite: string;
      /** Registered name of the ECDHE curve; absent for other key exchanges. */
      readonly group?: string | undefined;
      /** Base64 DER, in sent order. */
      readonly chain: readonly string[];
      /** The whole Certificate message with its header. */
      readonly certificateMessageBytes: number;
      readonly certificateRecords: number;
      /** Payload bytes of every record up to ServerHelloDone, in order: the largest must fit the unit's receive buffer. */
      readonly recordSizes: readonly number[];
    }
  /** The server ended the handshake: a unit of this profile is refused whatever it trusts. */
  | { readonly kind: 'refused'; readonly alert: number; readonly alertName: string };

/** The answer in the form that is kept. */
export function probeResult(answer: ServerAnswer, recordSizes: readonly number[]): ProbeResult {
  if (answer.kind === 'alert') {
    return { kind: 'refused', alert: answer.description, alertName: alertName(answer.description) };
  }
  const { version, suite, group, chain, certificateMessageBytes, certificateRecords } = answer.flight;
  return {
    kind: 'flight',
    version: tlsVersionName(version),
    suite: cipherSuiteName(suite),
    ...(group !== undefined && { group: namedGroupName(group) }),
    chain: chain.map(encodeBase64),
    certificateMessageBytes,
    certificateRecords,
    recordSizes: [...recordSizes],
  };
}

/** What a verdict needs of a probe; undefined where the server refused, so that no chain was seen. */
export function serverViewOf({ host, result }: ServerProbe): ServerView | undefined {
  if (result.kind === 'refused') return undefined;
  const { chain, certificateRecords, recordSizes } = result;
  return { host, chain, source: 'probe', flight: { certificateRecords, recordSizes } };
}
