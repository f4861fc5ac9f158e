import { maxFlashSize } from '../bytes/flash-offset.ts';
import { chips } from '../chips/catalogue.ts';
import { flashSizeOf } from '../chips/flash-id.ts';
import { chipIdentity } from '../chips/identity.ts';
import { isRefusal, readEfuseWords } from '../chips/read-efuse.ts';
import { securityFacts } from '../chips/security.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { ConnectedChip, FlashLoader } from '../interfaces/flash-loader.ts';
import { known, unknown } from './fact.ts';
import type { ChipFacts, Fact, SecurityFacts, UnitFacts } from './facts.ts';
import { unitFlash } from './flash-reader.ts';
import { type FlashFacts, type InspectOptions, inspectFlash } from './inspect-flash.ts';
import { unreadableFlash } from './unreadable-flash.ts';

/**
 * Reads what a connected unit is, runs and trusts, and changes nothing: registers first, then as little of flash as tells
 * (DESIGN §6). What the chip refuses is unknown with its reason; a link that fails throws what the loader throws.
 */
export async function inspectUnit(
  loader: FlashLoader,
  chip: ConnectedChip,
  options: InspectOptions,
): Promise<UnitFacts> {
  const words = await readEfuseWords(loader, chip.family, options.signal);
  const identity = chipIdentity(chip.family, words);
  const security = securityFacts(chip, words);
  const flashId = await readFlashId(loader, chip);
  const flashSize = flashId.known ? flashSizeOf(flashId.value) : undefined;
  const readable = <T>(value: T | undefined): Fact<T> =>
    value === undefined ? unknown(words.size === 0 ? 'not-readable' : 'not-present') : known(value);
  const chipFacts: ChipFacts = {
    family: chip.family,
    revision: readable(identity.revision),
    features: identity.features,
    mac: readable(identity.mac),
    flashId,
    flashSize: flashSize !== undefined ? known(flashSize) : unknown(flashId.known ? 'not-supported' : flashId.reason),
  };
  const flashFacts = await readFlash(loader, chip, security, flashSize, options);
  return {
    schema: 1,
    channel: options.channel ?? 'usb',
    simulated: options.simulated,
    readAt: options.now,
    chip: chipFacts,
    security,
    ...flashFacts,
  };
}

/** Secure download mode has no command that reads. */
function readFlash(
  loader: FlashLoader,
  { family, mode }: ConnectedChip,
  security: SecurityFacts,
  flashSize: number | undefined,
  options: InspectOptions,
): Promise<FlashFacts> | FlashFacts {
  const chip = chips[family];
  if (mode === 'secure-download') return unreadableFlash(chip, options);
  const { flashEncryption } = security;
  const flash = unitFlash(loader, Math.min(flashSize ?? maxFlashSize, maxFlashSize), options);
  const isEncryptedUnit = flashEncryption.known && flashEncryption.value !== 'off';
  return inspectFlash({ chip, flash, isEncryptedUnit, depth: options.depth ?? 'quick' }, options);
}

async function readFlashId(loader: FlashLoader, { mode }: ConnectedChip): Promise<ChipFacts['flashId']> {
  if (mode === 'secure-download') return unknown('not-readable');
  try {
    return known(await loader.readFlashId());
  } catch (error) {
    if (error instanceof RecoveryError && isRefusal(error)) return unknown('not-readable');
    throw error;
  }
}
