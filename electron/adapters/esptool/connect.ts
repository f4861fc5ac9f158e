import { flashSizeOf } from '../../core/chips/flash-id.ts';
import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ConnectOptions, WireEvent } from '../../core/interfaces/flash-loader.ts';
import { adapterName, changeBaudRate, hasBaudRate, ladder, romBaudRate } from './baud-ladder.ts';
import { createCommands } from './commands.ts';
import { diagnoseSilence, isDownloadDisabled } from './diagnose.ts';
import { esptoolJs } from './esptool-js.ts';
import { opcode, words } from './protocol.ts';
import { downloadSequences, isUsbJtag, runSequence } from './resets.ts';
import { announceFlashSize, type Session, type Station } from './session.ts';
import { synchronise } from './sync.ts';
import type { FrameTransport } from './transport.ts';
import { demandSameUnit, readUnitMark } from './unit-mark.ts';
import { disableWatchdogs } from './watchdogs.ts';

const connectAttempts = 7;
const connectRounds = 3;
const secureBootFlag = 1 << 0;
const secureDownloadFlag = 1 << 2;
/** Without a reset a stub may still run, at a rate that nobody knows any more. */
const ratesOfStub = ladder(2_000_000).reverse();

/**
 * Brings the chip into download mode, names it, raises the rate, then starts the stub where it can run (DESIGN §6). The
 * transport is the caller's, open at the ROM's rate. Throws `loader.*`, `link.*`, `port.*`, or the signal's reason.
 */
export async function connectChip(
  station: Station,
  transport: FrameTransport,
  options: ConnectOptions,
  onEvent: (event: WireEvent) => void,
): Promise<Session> {
  const commands = createCommands(transport, station.clock, onEvent);
  const esptool = esptoolJs(transport, commands);
  transport.stray.clear();
  for (let round = 1; ; round++) {
    try {
      return await connectOnce({ ...newSession, ...station, transport, commands, esptool, options });
    } catch (error) {
      if (round === connectRounds || !isDisturbed(error)) throw error;
    }
  }
}

const newSession = {
  family: 'ESP32',
  mode: 'rom',
  baudRate: romBaudRate,
  securityInfo: undefined,
  flashId: undefined,
  flashSize: undefined,
  unitMark: undefined,
  acksEarly: true,
} as const;

async function connectOnce(session: Session): Promise<Session> {
  const { link, options, rememberedBaudRate } = session;
  await enterDownloadMode(session);
  await nameChip(session);
  await climb(session, ladder(options.maxBaudRate, rememberedBaudRate.get(adapterName(link))));
  await attachFlash(session);
  return session;
}

/** What a lost or spoiled byte can look like. Nothing of the unit has been changed yet: all of it may be done again. */
const disturbances: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'link.timeout',
  'link.corrupt',
  'loader.command-refused',
  'loader.stub-failed',
  'loader.unsupported-chip',
]);

function isDisturbed(error: unknown): error is RecoveryError {
  return error instanceof RecoveryError && disturbances.has(error.code);
}

/** Resets and synchronises until the ROM answers, or a stub that runs already. Throws why nothing does. */
async function enterDownloadMode(session: Session): Promise<void> {
  const { link, transport, clock, options, platform, commands } = session;
  const sequences = downloadSequences(link, options.before, platform);
  const rates = sequences.length > 0 || !hasBaudRate(session) ? [romBaudRate] : ratesOfStub;
  for (let attempt = 0; attempt < connectAttempts; attempt++) {
    options.signal?.throwIfAborted();
    session.baudRate = rates[attempt % rates.length] ?? romBaudRate;
    await link.setBaudRate(session.baudRate);
    await runSequence(link, clock, sequences[attempt % sequences.length] ?? []);
    const found = await synchronise(commands, transport);
    if (found !== undefined) {
      session.mode = found === 'rom' ? romMode(session) : 'stub';
      return;
    }
    transport.endText();
    if (isDownloadDisabled(transport.stray.read())) break;
  }
  throw diagnoseSilence(transport.stray.read());
}

async function nameChip(session: Session): Promise<void> {
  const { family, securityInfo } = await session.esptool.identify();
  session.family = family;
  session.securityInfo = securityInfo;
  if (session.mode === 'rom') session.mode = romMode(session);
  session.unitMark = await readUnitMark(session);
}

function romMode(session: Session): 'rom' | 'secure-download' {
  return hasFlag(session, secureDownloadFlag) ? 'secure-download' : 'rom';
}

/** A flag of GET_SECURITY_INFO; false on chips without that command (FORMATS §9.6). */
function hasFlag({ securityInfo }: Session, flag: number): boolean {
  return ((securityInfo?.[0] ?? 0) & flag) !== 0;
}

/** Goes up to the first rate of the list that works, starting the stub there. Throws the last failure. */
async function climb(session: Session, rates: readonly number[]): Promise<void> {
  const { link, rememberedBaudRate } = session;
  const usable = hasBaudRate(session) ? rates : [session.baudRate];
  for (const [index, rate] of usable.entries()) {
    try {
      await startAt(session, rate, index > 0);
      if (index > 0) rememberedBaudRate.set(adapterName(link), rate);
      return;
    } catch (error) {
      if (index === usable.length - 1 || session.transport.isLost) throw error;
      await enterDownloadMode(session);
    }
  }
}

/** The rate first, so that the stub goes over fast; where that failed before, the stub first at the ROM's own rate. */
async function startAt(session: Session, rate: number, stubFirst: boolean): Promise<void> {
  const { link, options } = session;
  if (isUsbJtag(link, options.before) && session.mode !== 'secure-download') await disableWatchdogs(session);
  if (!stubFirst) await changeBaudRate(session, rate);
  if (session.mode === 'rom' && canRunStub(session)) {
    await session.esptool.startStub();
    session.mode = 'stub';
  }
  await changeBaudRate(session, rate);
}

/** A C3 with secure boot acknowledges the stub and then resets (ESPTOOL-JS §8). */
function canRunStub(session: Session): boolean {
  const isBlocked = session.family === 'ESP32-C3' && hasFlag(session, secureBootFlag);
  return session.options.useStub && !isBlocked;
}

/**
 * Asks the flash what it is. A ROM needs it attached first, and its size told; in secure download mode the size is the
 * caller's to say (FORMATS §9.8).
 */
async function attachFlash(session: Session): Promise<void> {
  if (session.mode !== 'stub') await session.commands.request(opcode.spiAttach, words(0, 0));
  if (session.mode === 'secure-download') return;
  session.flashId = (await session.esptool.readFlashId()) & 0xffffff;
  session.flashSize ??= flashSizeOf(session.flashId);
  if (session.mode === 'rom' && session.flashSize !== undefined) await announceFlashSize(session, session.flashSize);
}

/**
 * One rung down, in mid-transfer: by a command where the chip still hears it, else by a reset and a new stub. The flash
 * keeps what was written. False where there is no lower rung or no way to reset.
 */
export async function stepDown(session: Session): Promise<boolean> {
  const { baudRate, link, rememberedBaudRate } = session;
  const lower = hasBaudRate(session) ? ladder(baudRate).slice(1) : [];
  const [next] = lower;
  if (next === undefined) return false;
  const isDown = await changeBaudRate(session, next).then(
    () => true,
    () => restart(session, lower),
  );
  if (isDown) rememberedBaudRate.set(adapterName(link), session.baudRate);
  return isDown;
}

/**
 * Resets the chip and starts over at the first of these rates that works. False where the link cannot reset it; throws
 * `loader.other-unit` where another chip answers.
 */
export async function restart(session: Session, rates: readonly number[]): Promise<boolean> {
  const { link, options, transport } = session;
  if (transport.isLost || downloadSequences(link, options.before, session.platform).length === 0) return false;
  await enterDownloadMode(session);
  await demandSameUnit(session);
  await climb(session, rates);
  await attachFlash(session);
  return true;
}
