import { createFlashLoader } from '../adapters/esptool/loader.ts';
import { redactBootLog } from '../core/formats/redact-log.ts';
import { linkForTarget } from './open-unit.ts';

export interface ListenRequest {
  readonly target: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Everything heard so far, redacted. */
  readonly onText: (text: string) => void;
}

/** How often what was heard is handed on at most: redaction looks at all of it. */
const tellMs = 250;

/** Restarts the unit into its application and listens, redacted. What was heard until an abort is told as well. */
export async function listenToUnit({ target, timeoutMs, signal, onText }: ListenRequest): Promise<string> {
  const loader = createFlashLoader(await linkForTarget(target));
  let heard = '';
  let told = Number.NEGATIVE_INFINITY;
  const hear = (text: string) => {
    heard = text;
    if (performance.now() - told < tellMs) return false;
    told = performance.now();
    onText(redactBootLog(text));
    return false;
  };
  try {
    heard = await loader.captureBoot({ timeoutMs, isComplete: hear, signal });
    return redactBootLog(heard);
  } finally {
    onText(redactBootLog(heard));
    await loader.disconnect('none');
  }
}
