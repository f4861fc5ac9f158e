import { chips } from '../chips/catalogue.ts';
import { parseAppImage } from '../formats/app-image.ts';
import { findPemPrivateKeys } from '../formats/pem.ts';
import { findSourcePaths } from '../formats/strings.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import { runnableSlots } from '../trust/unit-anchors.ts';
import type { ImageEvidence } from './audit.ts';

/**
 * Signature blocks, build date, private keys and telling paths of the image that runs, read from the firmware file or dump that the facts are of.
 * Undefined where several slots may run or the image cannot be read.
 */
export function readImageEvidence(bytes: Uint8Array, facts: UnitFacts): ImageEvidence | undefined {
  const [label, ...others] = runnableSlots(facts);
  const slot = facts.slots.find((candidate) => candidate.label === label);
  if (slot === undefined || others.length > 0) return undefined;
  const image = parseAppImage(bytes.subarray(slot.offset, slot.offset + slot.size));
  if (!image.ok) return undefined;
  const content = bytes.subarray(slot.offset, slot.offset + image.value.length);
  return {
    signatures: image.value.signatures
      .filter(({ imageDigestValid }) => imageDigestValid !== false)
      .map(({ scheme }) => scheme),
    builtOn: parseBuildDate(image.value.descriptor?.date ?? ''),
    privateKeys: findPemPrivateKeys(content).flatMap(({ kind }) => (kind === 'encrypted' ? [] : [kind])),
    homeFolderPaths: findSourcePaths(content).filter(({ text }) => homeFolder.test(text)).length,
  };
}

/** Where Linux, macOS and Windows keep what belongs to one person. */
const homeFolder = /^(?:[A-Za-z]:)?[\\/](?:home|Users|Documents and Settings)[\\/]/i;

/**
 * True where the file holds a whole application: a damaged image says nothing of its roots, and neither does a bootloader
 * or a partition table, which builds lay beside it. Applications run from flash and have rodata mapped there.
 */
export function holdsApplication(bytes: Uint8Array, { chip, slots }: UnitFacts): boolean {
  const [first, end] = chips[chip.family].drom;
  return slots.some(({ image, offset, size }) => {
    if (!image.known || image.value === 'invalid') return false;
    const app = parseAppImage(bytes.subarray(offset, offset + size));
    return app.ok && app.value.segments.some(({ loadAddress }) => loadAddress >= first && loadAddress < end);
  });
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mmm dd yyyy`, as C compilers write `__DATE__`; the day is padded with a space. */
function parseBuildDate(text: string): string | undefined {
  const [, month = '', day, year] = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d{4})$/.exec(text) ?? [];
  const index = months.indexOf(month);
  return index < 0 ? undefined : new Date(Date.UTC(Number(year), index, Number(day))).toISOString();
}
