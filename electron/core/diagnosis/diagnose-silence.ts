import type { ErrorCode } from '../errors/catalogue.ts';
import { type BootFindingKind, type BootLog, parseBootLog } from '../formats/boot-log.ts';
import type { Diagnosis } from './diagnosis.ts';

export type SilenceCode =
  | 'download-disabled'
  | 'secure-download'
  | 'boot-loop'
  | 'not-heard' // it waits for a download, so its transmit line works and ours does not
  | 'wrong-strap' // it started from flash: IO0 (or IO9) was high at reset
  | 'app-running'
  | 'noise'
  | 'silent';

/** Silence always ends an operation. */
export interface SilenceDiagnosis extends Diagnosis<SilenceCode> {
  readonly error: ErrorCode;
}

/** What is known of a unit that does not answer its loader. */
export interface SilenceEvidence {
  /** Everything that came instead of an answer, one character a byte (Latin-1). Untrusted. */
  readonly received: string;
  /** From an earlier reading of this unit, where there is one. */
  readonly downloadMode?: 'full' | 'secure' | 'disabled';
}

/**
 * Why a unit does not answer, from what it printed meanwhile (FORMATS §10.6, ESPTOOL-JS §8): fuses first, because
 * nothing else can be mended then; a loop before the strap, because each round of it prints a strap too.
 */
export function diagnoseSilence({ received, downloadMode }: SilenceEvidence): SilenceDiagnosis {
  const log = parseBootLog(received);
  const has = (kind: BootFindingKind) => log.findings.some((finding) => finding.kind === kind);
  if (downloadMode === 'disabled' || has('download-disabled')) return downloadDisabled;
  if (downloadMode === 'secure' || has('secure-download-mode')) return secureDownload(received);
  return diagnoseLoop(log) ?? diagnoseStrap(received) ?? diagnoseBytes(received);
}

const downloadDisabled: SilenceDiagnosis = {
  code: 'download-disabled',
  params: {},
  picture: 'fuse-disabled',
  next: 'own-update',
  error: 'loader.download-disabled',
};

/** It answers few commands, but it answers: where it says that it waits and does not, it does not hear. */
function secureDownload(received: string): SilenceDiagnosis {
  const boot = lastBootMode(received);
  return {
    code: 'secure-download',
    params: { mode: 'secure', ...(boot && { boot: boot.mode }) },
    picture: 'secure-download',
    next: 'write-only',
    error: boot ? 'loader.not-heard' : 'loader.not-available',
  };
}

/** Resets that a person or this program makes while connecting, and waking up: none of them is the unit's own fault. */
const ordinaryReset = /POWERON|EXT_CPU|DEEPSLEEP|SLEEP_WAKEUP|USB_(?:UART|JTAG)|SDIO|JTAG_CPU/i;
const loopLength = 3;

/** What findings tell of a loop's cause, the likeliest first. */
const loopCauses: readonly BootFindingKind[] = [
  'brownout',
  'secure-boot-failure',
  'partition-table-invalid',
  'no-bootable-app',
  'image-corrupt',
  'invalid-header',
  'flash-read-error',
  'panic',
  'watchdog',
];

function diagnoseLoop({ boots, findings }: BootLog): SilenceDiagnosis | undefined {
  const resets = boots.flatMap(({ reset }) => (reset && !ordinaryReset.test(reset.causeName) ? reset : []));
  const last = resets.at(-1);
  if (last === undefined || resets.length < loopLength) return undefined;
  const cause = loopCauses.find((kind) => findings.some((finding) => finding.kind === kind)) ?? 'unknown';
  return {
    code: 'boot-loop',
    params: { count: resets.length, reset: last.causeName, cause, boot: `0x${last.strap.toString(16)}` },
    picture: 'boot-loop',
    next: cause === 'brownout' ? 'check-power' : 'hold-boot',
    error: 'loader.wrong-boot-mode',
  };
}

const bootMode = /boot:(0x[0-9a-f]{1,8})/gi;
const waiting = /waiting for download|wait uart\d? ?download/;

/** The strap of the newest boot, and what was printed since. */
function lastBootMode(received: string): { readonly mode: string; readonly since: string } | undefined {
  const boot = [...received.matchAll(bootMode)].at(-1);
  return boot && { mode: (boot[1] ?? '').toLowerCase(), since: received.slice(boot.index) };
}

function diagnoseStrap(received: string): SilenceDiagnosis | undefined {
  const boot = lastBootMode(received);
  if (boot === undefined) return undefined;
  const params = { boot: boot.mode };
  return waiting.test(boot.since)
    ? { code: 'not-heard', params, picture: 'plug-in', next: 'check-transmit-line', error: 'loader.not-heard' }
    : { code: 'wrong-strap', params, picture: 'hold-boot', next: 'hold-boot', error: 'loader.wrong-boot-mode' };
}

/** Fewer bytes than this come from a cable being plugged in. */
const minimumBytes = 8;
/** Of bytes at a wrong rate about four in ten are printable by chance; of a log nearly all. */
const textShare = 0.75;

function diagnoseBytes(received: string): SilenceDiagnosis {
  const printable = received.replaceAll(/[^\x20-\x7e\t\r\n]/g, '').length;
  if (received.length >= minimumBytes && printable / received.length >= textShare) {
    return { code: 'app-running', params: {}, picture: 'hold-boot', next: 'hold-boot', error: 'loader.other-text' };
  }
  if (received.length >= minimumBytes) {
    const params = { bytes: received.length };
    return { code: 'noise', params, picture: 'noise', next: 'check-rate', error: 'loader.no-sync' };
  }
  return { code: 'silent', params: {}, picture: 'hold-boot', next: 'hold-boot', error: 'loader.no-sync' };
}
