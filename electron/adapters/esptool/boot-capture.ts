import type { BootCapture } from '../../core/interfaces/flash-loader.ts';
import { romBaudRate } from './baud-ladder.ts';
import { applicationSequence, runSequence } from './resets.ts';
import type { Station } from './session.ts';
import type { FrameTransport } from './transport.ts';

/** A unit that boots in a loop prints without end: more than this tells nothing new (ESPTOOL-JS §8). */
const maxText = 0x40000;

/**
 * Restarts the chip into its application and listens at the ROM's rate until the text is complete or the time is over.
 * Gives the raw text. Throws `port.gone`, or the signal's reason.
 */
export async function captureBootText(
  { link, clock }: Station,
  transport: FrameTransport,
  { timeoutMs, isComplete, signal }: BootCapture,
): Promise<string> {
  const decoder = new TextDecoder();
  const enough = Promise.withResolvers<void>();
  let text = '';
  transport.onRaw = (chunk) => {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= maxText || isComplete?.(text)) enough.resolve();
  };
  const timer = new AbortController();
  const ended = AbortSignal.any([timer.signal, ...(signal ? [signal] : [])]);
  try {
    await link.setBaudRate(romBaudRate);
    await runSequence(link, clock, applicationSequence(link));
    await Promise.race([enough.promise, transport.gone, clock.sleep(timeoutMs, ended)]);
  } finally {
    timer.abort();
    transport.onRaw = undefined;
  }
  return text.slice(0, maxText);
}
