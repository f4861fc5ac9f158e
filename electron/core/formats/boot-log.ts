import {
  type BootFinding,
  bootFinding,
  findingsIn,
  handshakeCodeIn,
  type TlsFailure,
  verifyFlagsIn,
} from './boot-findings.ts';
import { logLines } from './log-text.ts';

export type { BootFinding, BootFindingKind, TlsFailure } from './boot-findings.ts';
export { redactBootLog } from './redact-log.ts';

/** The ROM's first line of a boot. Names differ between chips. */
export interface ResetLine {
  readonly cause: number;
  readonly causeName: string;
  readonly strap: number;
  readonly strapName: string;
}

/** A row of the table that the bootloader prints. */
export interface BootLogPartition {
  readonly label: string;
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly size: number;
}

/** What the app prints of its descriptor, ESP-IDF v3.3 and later. */
export interface BootLogApp {
  readonly projectName?: string;
  readonly version?: string;
  readonly compileTime?: string;
  readonly elfSha256?: string;
  readonly idfVersion?: string;
}

/** One boot, from reset to the next reset or the end of the log. */
export interface Boot {
  readonly reset: ResetLine | undefined;
  readonly bootloaderIdfVersion: string | undefined;
  readonly partitions: readonly BootLogPartition[];
  /** Flash offset of the app partition that the bootloader loaded. */
  readonly loadedOffset: number | undefined;
  /** The app's own code ran: it printed its first lines. */
  readonly appStarted: boolean;
  readonly app: BootLogApp;
}

/** What a unit's console said (FORMATS §3.6, §12.1). */
export interface BootLog {
  readonly lines: readonly string[];
  /** Oldest first; at most the last 1000. */
  readonly boots: readonly Boot[];
  /** In the order of lines; at most 1000. */
  readonly findings: readonly BootFinding[];
  readonly tlsFailures: readonly TlsFailure[];
}

const maxFindings = 1000;
const maxBoots = 1000;
const maxRows = 96;
/** So many boots in one capture are a loop (FORMATS §11.4). */
const loopLength = 3;

interface BootDraft {
  reset?: ResetLine;
  bootloaderIdfVersion?: string;
  partitions: BootLogPartition[];
  loadedOffset?: number;
  appStarted: boolean;
  app: Record<string, string>;
}

/** Parses a captured console log, redacted or not. Of more than 4 million characters the last ones count. */
export function parseBootLog(text: string): BootLog {
  const lines = logLines(text);
  const boots: BootDraft[] = [];
  const findings: BootFinding[] = [];
  const tlsFailures: { line: number; code: number; flags: number }[] = [];
  let resets = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const number = index + 1;
    if (startsBoot(line, boots.at(-1))) boots.push(emptyBoot());
    if (boots.length > maxBoots) boots.shift();
    readBootLine(line, boots);
    findings.push(...findingsIn(line, number));
    if (countsAsReset(line) && ++resets === loopLength) findings.push(bootFinding('boot-loop', number, line));
    if (changesSlot(line, boots)) findings.push(bootFinding('slot-changed', number, line));
    readTlsLine(line, number, tlsFailures);
    if (findings.length > maxFindings) findings.length = maxFindings;
  }
  return {
    lines,
    boots: boots.filter(saysAnything).map(finishBoot),
    findings,
    tlsFailures: tlsFailures.slice(0, maxFindings),
  };
}

function emptyBoot(): BootDraft {
  return { partitions: [], appStarted: false, app: Object.create(null) as Record<string, string> };
}

/** The ROM's greeting stands before the first reset line and is no boot of its own. */
function saysAnything({ reset, bootloaderIdfVersion, loadedOffset, appStarted }: BootDraft): boolean {
  return appStarted || reset !== undefined || bootloaderIdfVersion !== undefined || loadedOffset !== undefined;
}

function finishBoot(draft: BootDraft): Boot {
  const { reset, bootloaderIdfVersion, partitions, loadedOffset, appStarted, app } = draft;
  return { reset, bootloaderIdfVersion, partitions, loadedOffset, appStarted, app: { ...app } };
}

const resetLine = /rst:0x([0-9a-f]{1,4}) \((\w{0,40})\),boot:0x([0-9a-f]{1,4}) \((.{0,60})\)/i;
const bannerLine = /ESP-IDF (\S{1,64}) 2nd stage bootloader/;
const rowLine = /boot: {1,3}\d{1,2} (.{16}) .{8,24} ([0-9a-f]{2}) ([0-9a-f]{2}) ([0-9a-f]{8}) ([0-9a-f]{8})\s*$/i;
const loadedLine = /Loaded app from partition at offset 0x([0-9a-f]{1,8})/i;
const appStartLine = /\b(?:cpu_start|app_init|heap_init|main_task): /;
const appLine =
  /\b(?:cpu_start|app_init): (Project name|App version|Compile time|ELF file SHA256|ESP-IDF):\s+(.{1,100})/;
const appFields: Readonly<Record<string, keyof BootLogApp>> = {
  'Project name': 'projectName',
  'App version': 'version',
  'Compile time': 'compileTime',
  'ELF file SHA256': 'elfSha256',
  'ESP-IDF': 'idfVersion',
};

/** A reset line starts a boot; so does a second banner, because USB consoles lose the ROM's lines. */
function startsBoot(line: string, current: BootDraft | undefined): boolean {
  if (!current || resetLine.test(line)) return true;
  return bannerLine.test(line) && (current.bootloaderIdfVersion !== undefined || current.appStarted);
}

function readBootLine(line: string, boots: readonly BootDraft[]): void {
  const boot = boots.at(-1);
  if (!boot) return;
  const [, cause, causeName, strap, strapName] = resetLine.exec(line) ?? [];
  if (cause !== undefined && causeName !== undefined && strap !== undefined && strapName !== undefined) {
    boot.reset = { cause: Number.parseInt(cause, 16), causeName, strap: Number.parseInt(strap, 16), strapName };
  }
  const version = bannerLine.exec(line)?.[1];
  if (version !== undefined) boot.bootloaderIdfVersion = version;
  const loaded = loadedLine.exec(line)?.[1];
  if (loaded !== undefined) boot.loadedOffset = Number.parseInt(loaded, 16);
  const row = readRow(line);
  if (row && boot.partitions.length < maxRows) boot.partitions.push(row);
  if (appStartLine.test(line)) boot.appStarted = true;
  const [, name, value] = appLine.exec(line) ?? [];
  const field = name === undefined ? undefined : appFields[name];
  if (field !== undefined && value !== undefined) boot.app[field] = value.trim();
}

/** Columns are padded, and a label may hold spaces: it is what its 16 columns hold. */
function readRow(line: string): BootLogPartition | undefined {
  const [, label, type, subtype, offset, size] = rowLine.exec(line) ?? [];
  if (label === undefined) return undefined;
  const hex = (digits = '') => Number.parseInt(digits, 16);
  return { label: label.trimEnd(), type: hex(type), subtype: hex(subtype), offset: hex(offset), size: hex(size) };
}

/** Waking from deep sleep is how a unit lives on a battery, not a loop. */
function countsAsReset(line: string): boolean {
  const name = resetLine.exec(line)?.[2];
  return name !== undefined && !/DEEPSLEEP|SLEEP_WAKEUP/i.test(name);
}

function changesSlot(line: string, boots: readonly BootDraft[]): boolean {
  const [previous, current] = boots.slice(-2);
  if (!loadedLine.test(line) || previous?.loadedOffset === undefined || !current) return false;
  return previous.loadedOffset !== current.loadedOffset;
}

/** The lines after a handshake's code say why; they belong to the failure before them. */
function readTlsLine(line: string, number: number, failures: { line: number; code: number; flags: number }[]): void {
  const code = handshakeCodeIn(line);
  if (code !== undefined) failures.push({ line: number, code, flags: 0 });
  const last = failures.at(-1);
  if (last) last.flags |= verifyFlagsIn(line);
}
