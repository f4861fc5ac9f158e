import { createNetLink } from '../adapters/tcp/net-link.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { probeServer } from '../core/tls/probe-server.ts';
import type { ServerProbe } from '../core/tls/server-probe.ts';
import { parseServerProbe } from '../core/tls/stored-probe.ts';
import { profileOfUnit } from '../core/tls/unit-profile.ts';
import { readFileCapped } from './read-file.ts';
import type { Workspace } from './workspace.ts';

const maxProbeBytes = 1 << 20;
const httpsPort = 443;

/**
 * Asks `HOST[:PORT]`, `[IPv6]:PORT` for its certificates as this unit would; `name` is what the unit asks for where that
 * is another host, e.g. a server that is not in production yet. Throws `probe.*`.
 */
export async function probeAsUnit(
  facts: UnitFacts,
  server: string,
  name: string | undefined,
  { clock, random }: Pick<Workspace, 'clock' | 'random'>,
): Promise<ServerProbe> {
  const { address, port } = parseServer(server);
  const host = name ?? address;
  const elsewhere = host === address ? undefined : address;
  const { profile } = profileOfUnit(facts);
  return probeServer(createNetLink(), { host, port, address: elsewhere, profile, clock, random });
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
