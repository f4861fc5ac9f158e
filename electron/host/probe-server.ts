import { createNetLink } from '../adapters/tcp/net-link.ts';
import { readHttpHead } from '../adapters/tcp/read-http-head.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { redactUrl } from '../core/formats/redact-url.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { firmwarePaths } from '../core/tls/firmware-paths.ts';
import { findInHttpHead, headUnread, type ProbeFinding } from '../core/tls/probe-findings.ts';
import { type ProbeOptions, probeServer } from '../core/tls/probe-server.ts';
import type { ServerProbe } from '../core/tls/server-probe.ts';
import { parseServerProbe } from '../core/tls/stored-probe.ts';
import { profileOfUnit } from '../core/tls/unit-profile.ts';
import { readFileCapped } from './read-file.ts';
import type { Workspace } from './workspace.ts';

const maxProbeBytes = 1 << 20;
const httpsPort = 443;

export interface ServerQuestion {
  /** `HOST[:PORT]` or `[IPv6]:PORT`. */
  readonly server: string;
  /** What the unit asks for where that is another host, e.g. a server that is not in production yet. */
  readonly name?: string | undefined;
  /** Where the firmware lies on the server, with its query; default: where the unit's own firmware fetches it. */
  readonly path?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a server for its certificates as this unit would, and then for the head of the answer at the firmware's path:
 * a redirect, an error or no answer there is a finding that never decides the verdict. Throws `probe.*`.
 */
export async function probeAsUnit(
  facts: UnitFacts,
  { server, name, path, signal }: ServerQuestion,
  machine: Pick<Workspace, 'clock' | 'random'>,
): Promise<ServerProbe> {
  const { address, port } = parseServer(server);
  const host = name ?? address;
  const elsewhere = host === address ? undefined : address;
  const probe = await shakeHandsAsUnit(facts, { host, port, address: elsewhere, signal }, machine);
  if (probe.result.kind === 'refused') return probe;
  const paths = path === undefined ? firmwarePaths(facts.trust.urls, probe) : [path];
  const found = await Promise.all(paths.map((each) => findAtPath(probe, each, signal)));
  return { ...probe, findings: [...probe.findings, ...found.flat()] };
}

/** The handshake alone, up to the server's certificates. Throws `probe.*`. */
export function shakeHandsAsUnit(
  facts: UnitFacts,
  target: Pick<ProbeOptions, 'host' | 'port' | 'address' | 'signal'>,
  { clock, random }: Pick<Workspace, 'clock' | 'random'>,
): Promise<ServerProbe> {
  const { profile } = profileOfUnit(facts);
  return probeServer(createNetLink(), { ...target, profile, clock, random });
}

/** The query may hold credentials, so it is asked for and not kept. */
async function findAtPath(
  { host, port, address }: ServerProbe,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly ProbeFinding[]> {
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
  try {
    return findInHttpHead(await readHttpHead({ url, address, signal }), redactUrl(path));
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    return [headUnread(redactUrl(path), error.code.replace('probe.', ''))];
  }
}

/** A bare IPv6 address has no port, because its own colons would hide it. */
function parseServer(text: string): { readonly address: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? (/^[\da-f:.]+$/i.test(text) ? text : undefined);
  if (address === undefined) throw new RecoveryError('probe.bad-target');
  return { address, port: port === undefined ? httpsPort : Number(port) };
}

/** A probe that was kept. Throws `probe.unreadable` or `file.*`. */
export async function readProbe(path: string): Promise<ServerProbe> {
  const probe = parseServerProbe(new TextDecoder().decode(await readFileCapped(path, maxProbeBytes)));
  if (probe.ok) return probe.value;
  throw new RecoveryError('probe.unreadable', { path, reason: probe.problem.code.replace('stored-probe.', '') });
}
