import { type ErrorEnvelope, errorEnvelope } from '../../electron/contract/envelope.ts';

/** A coded error of the device host or the window's owner. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly envelope: ErrorEnvelope;

  constructor(envelope: ErrorEnvelope) {
    super(envelope.code);
    this.envelope = envelope;
  }
}

/** The envelope of whatever was thrown; what is not coded has the code `internal`. */
export function envelopeOf(error: unknown): ErrorEnvelope {
  if (error instanceof HostError) return error.envelope;
  return { code: 'internal', params: { detail: error instanceof Error ? error.message : String(error) } };
}

/** Answers of the control lane: `{ok, value}` or `{ok, error}`, whoever gives them. */
export function unwrapAnswer(answer: unknown): unknown {
  if (typeof answer === 'object' && answer !== null && 'ok' in answer) {
    if (answer.ok === true && 'value' in answer) return answer.value;
    if ('error' in answer) throw new HostError(errorEnvelope.parse(answer.error));
  }
  throw new HostError({ code: 'app.bad-message', params: {} });
}
