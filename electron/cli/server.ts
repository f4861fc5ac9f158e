import { RecoveryError } from '../core/errors/recovery-error.ts';
import { parseChain } from '../core/trust/chain-file.ts';
import type { ServerView } from '../core/trust/verdict.ts';
import { readFileCapped } from '../host/read-file.ts';
import type { ServerOptions } from './options.ts';

const maxChainBytes = 1 << 20;

/** The server as `--chain` shows it; undefined where no chain was given. */
export async function serverOf(options: ServerOptions): Promise<ServerView | undefined> {
  if (options.chain === undefined) return undefined;
  const chain = parseChain(await readFileCapped(options.chain, maxChainBytes), options.host);
  if (!chain.ok) throw new RecoveryError('trust.chain-unreadable', { path: options.chain, reason: chain.problem.code });
  return chain.value;
}
