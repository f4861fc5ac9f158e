import { startTryServer, type TryEvent, type TryServer, tryContext } from '../adapters/tls/try-server.ts';
import { maxFlashSize } from '../core/bytes/flash-offset.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { parseChain } from '../core/trust/chain-file.ts';
import { readFileCapped } from './read-file.ts';

export interface TryOptions {
  readonly firmware: string;
  readonly chain: string;
  readonly key: string;
  readonly address: string;
  readonly port: number;
  readonly recordBytes?: number | undefined;
  onEvent(event: TryEvent): void;
}

const maxPemBytes = 1 << 20;

/** Serves a firmware file with the certificates of `chain` in their order there. Throws `try.*`, `trust.*` or `file.*`. */
export async function tryFirmware(options: TryOptions): Promise<TryServer & { readonly certificates: number }> {
  const { firmware, chain, key } = options;
  const file = await readFileCapped(firmware, maxFlashSize);
  const certificates = await readChain(chain);
  const context = contextOf(certificates.map(encodePem).join(''), await readText(key), options);
  return { ...(await startTryServer({ ...options, file, context })), certificates: certificates.length };
}

async function readChain(path: string): Promise<readonly string[]> {
  const chain = parseChain(await readFileCapped(path, maxPemBytes));
  if (chain.ok) return chain.value.chain;
  throw new RecoveryError('trust.chain-unreadable', { path, reason: chain.problem.code });
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readFileCapped(path, maxPemBytes));
}

/** The key's text stays out of the error. */
function contextOf(pem: string, secret: string, { chain, key }: TryOptions) {
  try {
    return tryContext(pem, secret);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new RecoveryError('try.bad-certificate', { chain, key, reason }, { cause });
  }
}

function encodePem(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
