import type { Params } from '../../../electron/contract/commands.ts';
import { parseQrPayload, type QrPayload } from '../../../electron/core/provisioning/qr-payload.ts';

/** What a label says, as a command takes it. */
export type LabelCredentials = NonNullable<Extract<Params<'unit.open'>, { target: string }>['credentials']>;

/** What somebody typed, pasted or scanned into the field for the code. */
export type LabelCode =
  | { readonly kind: 'empty' }
  /** Only the signs below the square code. */
  | { readonly kind: 'code'; readonly credentials: LabelCredentials }
  /** All of the square code. */
  | { readonly kind: 'qr'; readonly payload: QrPayload; readonly credentials: LabelCredentials }
  | { readonly kind: 'unreadable' };

/** A scanner types the whole square code into the field; people type the code alone. */
export function readLabelCode(text: string, username: string): LabelCode {
  const typed = text.trim();
  if (typed === '') {
    // The code itself was given before: only the name that belongs to it is asked for.
    return username.trim() === '' ? { kind: 'empty' } : { kind: 'code', credentials: { username: username.trim() } };
  }
  if (!typed.startsWith('{')) return { kind: 'code', credentials: credentialsOf(typed, username.trim()) };
  const qr = parseQrPayload(typed);
  if (!qr.ok) return { kind: 'unreadable' };
  const { pop = '', username: named = username.trim() } = qr.value;
  return { kind: 'qr', payload: qr.value, credentials: credentialsOf(pop, named) };
}

function credentialsOf(pop: string, username: string): LabelCredentials {
  return { pop, ...(username !== '' && { username }) };
}
