import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { findChainChanges } from '../core/tls/probe-findings.ts';
import type { ServerProbe } from '../core/tls/server-probe.ts';
import { encodeServerProbe } from '../core/tls/stored-probe.ts';
import { parseChain } from '../core/trust/chain-file.ts';
import type { ServerView } from '../core/trust/verdict.ts';
import { probeAsUnit, readProbe } from '../host/probe-server.ts';
import { readFileCapped } from '../host/read-file.ts';
import type { Workspace } from '../host/workspace.ts';
import { writeNamedFile } from '../host/write-file.ts';
import type { ProbeOptions, ServerOptions } from './options.ts';

const maxChainBytes = 1 << 20;

/** The server as `--chain` shows it; undefined where no chain was given. */
export async function serverOf(options: ServerOptions): Promise<ServerView | undefined> {
  if (options.chain === undefined) return undefined;
  const chain = parseChain(await readFileCapped(options.chain, maxChainBytes), options.host);
  if (!chain.ok) throw new RecoveryError('trust.chain-unreadable', { path: options.chain, reason: chain.problem.code });
  return chain.value;
}

/**
 * What `--server` shows to this unit, compared with what `--probe` kept and kept where `--save-probe` says; without a
 * server what `--probe` kept; undefined without either.
 */
export async function probeOf(
  { server, path, saveProbe, probe, host }: ProbeOptions & Pick<ServerOptions, 'host'>,
  facts: UnitFacts,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<ServerProbe | undefined> {
  const kept = probe === undefined ? undefined : await readProbe(probe);
  if (server === undefined) return kept;
  const asked = await probeAsUnit(facts, { server, name: host, path, signal }, workspace);
  const seen = kept === undefined ? asked : compareWith(kept, asked);
  if (saveProbe !== undefined) await writeNamedFile(saveProbe, encodeServerProbe(seen));
  return seen;
}

/** The later probe with a finding where the chain above the server's certificate is another one than it was. */
function compareWith(kept: ServerProbe, seen: ServerProbe): ServerProbe {
  if (kept.host !== seen.host || kept.port !== seen.port) {
    throw new RecoveryError('usage.bad-argument', { detail: `--probe is of ${kept.host}:${kept.port}` });
  }
  return { ...seen, findings: [...seen.findings, ...findChainChanges([kept, seen])] };
}
