import type { BootCapture } from '../../core/interfaces/flash-loader.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { captureRaw } from './raw-capture.ts';
import { resetIntoApplication } from './resets.ts';

/** A boot log of ten seconds is some tens of KiB; a boot loop prints without end. */
const maxBytes = 1 << 20;

/** Restarts the chip into its application and gives back what it prints, until `isComplete`, the time, or the link's end. */
export async function captureBoot(link: SerialLink, options: BootCapture): Promise<string> {
  const { timeoutMs, isComplete, signal } = options;
  let stop: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const capture = captureRaw(link, maxBytes, () => {
    if (isComplete?.(capture.text()) === true) stop();
  });
  const unsubscribe = link.onLost(stop);
  signal?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(stop, timeoutMs);
  try {
    await resetIntoApplication(link);
    if (signal?.aborted !== true) await ended;
    return capture.text();
  } finally {
    clearTimeout(timer);
    unsubscribe();
    capture.stop();
    signal?.removeEventListener('abort', stop);
  }
}
