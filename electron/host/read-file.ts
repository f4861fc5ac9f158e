import { open } from 'node:fs/promises';
import { RecoveryError } from '../core/errors/recovery-error.ts';

/** A file that the operator named, whole. Refuses more than `maxBytes` before reading: `file.too-large`. */
export async function readFileCapped(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new RecoveryError(
      cause.code === 'ENOENT' ? 'file.not-found' : 'file.unreadable',
      { name: path, reason: cause.code ?? '' },
      { cause },
    );
  });
  try {
    const { size } = await file.stat();
    if (size > maxBytes) throw new RecoveryError('file.too-large', { name: path, size, limit: maxBytes });
    return new Uint8Array(await file.readFile());
  } catch (cause) {
    if (cause instanceof RecoveryError) throw cause;
    throw new RecoveryError('file.unreadable', { name: path, reason: '' }, { cause });
  } finally {
    await file.close();
  }
}
