import type { Store } from '../core/interfaces/store.ts';
import { emptyKeyRing, encodeKeyRing, type KeyRing, parseKeyRing } from '../core/release/keys.ts';

const ringFile = 'keys/ring.json';

/** The keys enrolled on this machine. Throws `key.ring-damaged`. */
export async function loadKeyRing(store: Store): Promise<KeyRing> {
  const bytes = await store.read(ringFile);
  return bytes === undefined ? emptyKeyRing : parseKeyRing(new TextDecoder().decode(bytes));
}

/** Changes the ring under a lock, so that two programs do not lose each other's key. */
export async function changeKeyRing(
  store: Store,
  change: (ring: KeyRing) => KeyRing | Promise<KeyRing>,
): Promise<KeyRing> {
  const lock = await store.lock('keys');
  try {
    const ring = await change(await loadKeyRing(store));
    await store.replace(ringFile, new TextEncoder().encode(encodeKeyRing(ring)));
    return ring;
  } finally {
    await lock.release();
  }
}
