import { hexNumber } from '../../core/bytes/hex.ts';
import type { Fact, SlotFacts, UnitFacts } from '../../core/inspect/facts.ts';
import { harmless, rows, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';
import { renderAnchors, renderIdentities, tlsRows } from './trust-facts.ts';

/** Everything inspect found out, for a person: what runs, what it trusts, what could not be read. */
export function renderFacts(facts: UnitFacts, texts: Texts, style: Style): string {
  const show = shower(texts, style);
  return [
    facts.inferred === undefined ? '' : `${style.yellow('!')} ${texts('cli:facts.inferred')}`,
    section(texts('cli:facts.unit'), unitRows(facts, texts, show), style),
    section(texts('cli:facts.security'), securityRows(facts, texts, show), style),
    section(texts('cli:facts.firmware'), firmwareRows(facts, texts, show), style),
    renderPartitions(facts, texts, style),
    renderAnchors(facts.trust, texts, style),
    renderIdentities(facts.trust, texts, style),
    renderSkipped(facts, texts, style),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

export type Row = readonly [string, string];
export type Show = <T>(fact: Fact<T>, format?: (value: T) => string) => string;

function shower(texts: Texts, style: Style): Show {
  return (fact, format = String) =>
    fact.known ? harmless(format(fact.value)) : style.yellow(texts(`cli:unknown.${fact.reason}`));
}

function section(title: string, entries: readonly Row[], style: Style): string {
  return `${style.bold(title)}\n${rows(style, entries)}`;
}

function unitRows(facts: UnitFacts, texts: Texts, show: Show): Row[] {
  const { chip, product } = facts;
  return [
    [texts('cli:facts.product'), productText(product, texts, show)],
    [texts('cli:facts.chip'), chipText(facts, texts, show)],
    [texts('cli:facts.mac'), show(chip.mac)],
    [texts('cli:facts.flash'), show(chip.flashSize, formatSize)],
    ...(facts.data.network === undefined
      ? []
      : [[texts('cli:facts.network'), networkText(facts.data.network, texts, show)] as const]),
    ...(facts.simulated ? [[texts('cli:facts.simulated'), texts('cli:facts.simulated-unit')] as const] : []),
  ];
}

function networkText(network: NonNullable<UnitFacts['data']['network']>, texts: Texts, show: Show): string {
  const text = show(network, (finding) => texts(`cli:network-fact.${finding}`));
  return network.known || network.reason !== 'not-read'
    ? text
    : `${text}; ${texts('cli:network-fact.code-would-tell')}`;
}

/** Of firmware that was looked up no chip was read: the family is a release's, or none's. */
function chipText({ chip, inferred }: UnitFacts, texts: Texts, show: Show): string {
  if (inferred !== undefined) return texts('cli:unknown.not-supported');
  return `${harmless(chip.family)} ${show(chip.revision, formatRevision)}`;
}

/** Only a release's rules name a product, so what none of them names may be any. */
function productText({ id, confidence }: UnitFacts['product'], texts: Texts, show: Show): string {
  if (id.known) return `${show(id)} (${texts(`cli:confidence.${confidence}`)})`;
  return id.reason === 'not-present' ? texts('cli:facts.not-recognised') : show(id);
}

function securityRows(facts: UnitFacts, texts: Texts, show: Show): Row[] {
  const { security } = facts;
  return [
    [
      texts('cli:facts.flash-encryption'),
      show(security.flashEncryption, (state) => texts(`cli:flash-encryption.${state}`)),
    ],
    [texts('cli:facts.secure-boot'), show(security.secureBoot, (scheme) => texts(`cli:secure-boot.${scheme}`))],
    [texts('cli:facts.download-mode'), show(security.downloadMode, (mode) => texts(`cli:download-mode.${mode}`))],
    [texts('cli:facts.secure-version'), show(security.secureVersion)],
  ];
}

function firmwareRows(facts: UnitFacts, texts: Texts, show: Show): Row[] {
  const running = facts.slots.find(
    ({ label }) => facts.layout.runningSlot.known && label === facts.layout.runningSlot.value,
  );
  return [
    [
      texts('cli:facts.runs'),
      `${show(facts.layout.runningSlot)} (${texts(`cli:slot-evidence.${facts.layout.runningSlotEvidence}`)})`,
    ],
    ...(running === undefined ? [] : slotRows(running, texts, show)),
    [texts('cli:facts.bootloader'), show(facts.bootloader.idfVersion)],
    [texts('cli:facts.over-the-air'), show(facts.layout.canUpdateOverTheAir, (yes) => texts(`cli:yes-no.${yes}`))],
    ...tlsRows(facts.trust, texts, show),
    [texts('cli:facts.hosts'), facts.trust.hosts.map((host) => harmless(host)).join(', ') || texts('cli:none')],
  ];
}

function slotRows(slot: SlotFacts, texts: Texts, show: Show): Row[] {
  const best = slot.versions[0];
  const version =
    best === undefined
      ? texts('cli:unknown.not-present')
      : `${harmless(best.version)} (${texts(`cli:version-source.${best.source}`)}, ${texts(`cli:confidence.${best.confidence}`)})`;
  return [
    [texts('cli:facts.version'), version],
    [texts('cli:facts.project'), show(slot.projectName)],
    [texts('cli:facts.idf'), show(slot.idfVersion)],
    [
      texts('cli:facts.image'),
      `${show(slot.image, (state) => texts(`cli:image.${state}`))}, ${show(slot.imageDigest, (digest) => digest.slice(0, 16))}`,
    ],
  ];
}

function renderPartitions(facts: UnitFacts, texts: Texts, style: Style): string {
  const entries = facts.layout.partitions.map((entry): Row => {
    const slot = facts.slots.find(({ label }) => label === entry.label);
    const version = slot?.versions[0]?.version;
    return [
      harmless(entry.label),
      `${hexNumber(entry.offset, 6)}  ${formatSize(entry.size).padStart(9)}  ${version === undefined ? '' : harmless(version)}`,
    ];
  });
  return entries.length === 0 ? '' : section(texts('cli:facts.partitions'), entries, style);
}

function renderSkipped(facts: UnitFacts, texts: Texts, style: Style): string {
  const entries = facts.coverage.skipped.map((skip): Row => [harmless(skip.what), texts(`cli:unknown.${skip.reason}`)]);
  return entries.length === 0 ? '' : section(texts('cli:facts.not-read'), entries, style);
}

function formatRevision(revision: number): string {
  return `v${Math.floor(revision / 100)}.${revision % 100}`;
}

/** A size in the unit that people use for flash: KiB below 1 MiB, else MiB. */
export function formatSize(bytes: number): string {
  return bytes < 1 << 20
    ? `${(bytes / 1024).toFixed(0)} KiB`
    : `${(bytes / (1 << 20)).toFixed(bytes % (1 << 20) === 0 ? 0 : 2)} MiB`;
}
