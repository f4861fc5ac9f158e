import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/**
 * What drivers say when a port does not open, in the order in which they are looked for. serialport 13 passes on the text
 * of the system's error on Linux and macOS, and a text of its own on Windows (`Opening COM7: Access denied`).
 */
const meanings: readonly (readonly [pattern: RegExp, code: ErrorCode])[] = [
  // A lock of another program; on Windows a port that is in use is "denied", and nobody needs a permission there.
  [/cannot lock port|resource busy|temporarily unavailable|EBUSY|Opening .*: Access denied/i, 'port.busy'],
  [/Opening .*: Unknown error code (32|170)\b/, 'port.busy'],
  [/permission denied|operation not permitted|EACCES|EPERM/i, 'port.no-permission'],
  [/no such file or directory|ENOENT|Opening .*: File not found/i, 'port.not-found'],
  // The adapter is away while its name is still there.
  [/no such device or address|input\/output error|device not configured|ENXIO|EIO\b/i, 'port.gone'],
  [/Unknown error code (433|1167)\b|Operation aborted/, 'port.gone'],
  // There is a name and nothing that serves it: no driver on Linux, the wrong one on Windows.
  [/no such device|ENODEV|Unknown error code (1|31|121|1168)\b/i, 'port.no-driver'],
];

/** Tells apart why a port did not open. `message` is the driver's own text. */
export function classifyOpenError(message: string): ErrorCode {
  return meanings.find(([pattern]) => pattern.test(message))?.[1] ?? 'port.open-failed';
}

/** The error of a port that did not open. */
export function openError(port: string, cause: unknown): RecoveryError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new RecoveryError(classifyOpenError(message), { port, reason: message.slice(0, 200) }, { cause });
}
