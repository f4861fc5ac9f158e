import { type ClientProfile, tlsVersionName } from './client-profile.ts';
import type { ServerAnswer } from './flight-reader.ts';
import type { HttpHead } from './http-head.ts';
import type { ServerProbe } from './server-probe.ts';
import { alert, alertName } from './tls-alerts.ts';

/** Everything that can be said of a server besides its chain; the words are in the locales under `probe.<code>`. */
export const probeFindingCodes = [
  'tls13-only',
  'nothing-shared',
  'name-refused',
  'refused',
  'name-unknown',
  'version-too-old',
  'certificate-fragmented',
  'asks-for-client-certificate',
  'redirect',
  'status',
  'head-unread',
  'chain-differs-by-client',
  'chain-differs-by-time',
] as const;

export type ProbeFindingCode = (typeof probeFindingCodes)[number];

export interface ProbeFinding {
  readonly code: ProbeFindingCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What stands between a unit of this profile and the server, or may stand there, by the handshake alone. */
export function findInAnswer(
  answer: ServerAnswer,
  warnings: readonly number[],
  profile: ClientProfile,
): readonly ProbeFinding[] {
  const unknownName = warnings.includes(alert.unrecognizedName) ? [finding('name-unknown')] : [];
  return [
    ...unknownName,
    ...(answer.kind === 'alert' ? [findRefusal(answer.description)] : findInFlight(answer, profile)),
  ];
}

function findRefusal(description: number): ProbeFinding {
  const params = { alert: description, name: alertName(description) };
  switch (description) {
    case alert.protocolVersion:
      return finding('tls13-only', params); // TLS 1.2 was offered as the newest, so only newer ones are left
    case alert.handshakeFailure:
    case alert.insufficientSecurity:
      return finding('nothing-shared', params);
    case alert.unrecognizedName:
      return finding('name-refused', params);
    default:
      return finding('refused', params);
  }
}

function findInFlight(
  { flight }: Extract<ServerAnswer, { kind: 'flight' }>,
  { minVersion, joinsMessages }: ClientProfile,
): readonly ProbeFinding[] {
  const { version, certificateRecords: records, certificateMessageBytes: bytes } = flight;
  const versions = { version: tlsVersionName(version), minimum: tlsVersionName(minVersion) };
  return [
    ...(version < minVersion ? [finding('version-too-old', versions)] : []),
    ...(records > 1 && !joinsMessages ? [finding('certificate-fragmented', { records, bytes })] : []),
    ...(flight.asksForClientCertificate ? [finding('asks-for-client-certificate')] : []),
  ];
}

/** What the answer at the firmware's path means for a unit: v3.2 follows no redirect and checks no status (TRUST A.7). */
export function findInHttpHead({ status, location }: HttpHead, path: string): readonly ProbeFinding[] {
  if (location !== undefined) return [finding('redirect', { path, status, ...location })];
  return status === 200 ? [] : [finding('status', { path, status })];
}

/** The path could not be asked for, by the RecoveryError's code `probe.<reason>`: nothing is known of it. */
export function headUnread(path: string, reason: string): ProbeFinding {
  return finding('head-unread', { path, reason });
}

/**
 * Pairs of neighbouring probes of one server that saw different certificates above the server's own: it chooses by
 * client, or something in front of it rebuilds the chain. A renewed server certificate alone is no difference.
 */
export function findChainChanges(probes: readonly ServerProbe[]): readonly ProbeFinding[] {
  return probes.slice(1).flatMap((second, index) => {
    const first = probes[index];
    return first === undefined ? [] : compareProbes(first, second);
  });
}

function compareProbes(first: ServerProbe, second: ServerProbe): readonly ProbeFinding[] {
  if (first.host !== second.host || first.port !== second.port) return [];
  const [before, after] = [pathOf(first), pathOf(second)];
  if (before === undefined || after === undefined || before === after) return [];
  return first.profile === second.profile
    ? [finding('chain-differs-by-time', { first: first.at, second: second.at })]
    : [finding('chain-differs-by-client', { first: first.profile, second: second.profile })];
}

/** The chain above the server's certificate, or that one where it stands alone. */
function pathOf({ result }: ServerProbe): string | undefined {
  if (result.kind === 'refused') return undefined;
  return result.chain.slice(result.chain.length === 1 ? 0 : 1).join();
}

function finding(code: ProbeFindingCode, params: ProbeFinding['params'] = {}): ProbeFinding {
  return { code, params };
}
