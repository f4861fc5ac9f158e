import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import { parseQrPayload } from '../../../core/provisioning/qr-payload.ts';
import type { Desk } from '../desk.ts';
import { harmlessText } from '../harmless-text.ts';
import type { SessionCredentials } from '../unit-session.ts';

export interface OpenQuestion {
  readonly target: string;
  readonly credentials?: SessionCredentials | undefined;
}

/** Longer than units wait between two advertisements of their name. */
const listenMs = 15_000;
const pauseMs = 250;

/** The unit that the square code of a label names, and what it says to it. Throws `app.code-unreadable`, `app.unit-not-nearby`. */
export async function readLabel(text: string, { radio, workspace }: Desk, signal: AbortSignal): Promise<OpenQuestion> {
  const qr = parseQrPayload(text);
  if (!qr.ok) throw new RecoveryError('app.code-unreadable', { reason: qr.problem.code });
  const { name, transport, pop, username } = qr.value;
  const { monotonicMs, sleep } = workspace.clock;
  if (transport === 'ble') radio.nearby.begin();
  const end = monotonicMs() + listenMs;
  for (;;) {
    const target = radio.targetNamed(name, transport);
    if (target !== undefined) return { target, credentials: { pop, username } };
    if (monotonicMs() > end) throw new RecoveryError('app.unit-not-nearby', { name: harmlessText(name, 100) });
    await sleep(pauseMs, signal);
  }
}
