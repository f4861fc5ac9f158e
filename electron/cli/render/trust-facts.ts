import type { Anchor, AnchorPlace, DeviceIdentity, TrustFacts } from '../../core/inspect/facts.ts';
import { harmless, rows, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';
import type { Row, Show } from './facts.ts';

/** How the firmware checks certificates, each with what it is known by. */
export function tlsRows(
  { dateCheck, dateCheckEvidence, mbedTlsVersion, tls }: TrustFacts,
  texts: Texts,
  show: Show,
): Row[] {
  const hints = [...(tls?.explainsRefusals ? ['explains-refusals'] : []), ...(tls?.setsClock ? ['sets-clock'] : [])];
  const dates = [
    show(dateCheck, (on) => texts(`cli:on-off.${on}`)),
    texts(`cli:facts.date-check-evidence.${dateCheckEvidence}`),
    ...(dateCheck.known ? [] : hints.map((hint) => texts(`cli:facts.tls-hint.${hint}`))),
  ];
  const buffer = tls?.inputBuffer;
  return [
    [texts('cli:facts.date-check'), dates.join('; ')],
    ...(mbedTlsVersion.known ? [[texts('cli:facts.mbedtls'), show(mbedTlsVersion)] as const] : []),
    ...(buffer?.known
      ? [[texts('cli:facts.buffer'), show(buffer, (count) => texts('cli:facts.buffer-bytes', { count }))] as const]
      : []),
  ];
}

/** What the unit trusts, an anchor a line: name, end, match in the catalogue, place. */
export function renderAnchors({ anchors, complete }: TrustFacts, texts: Texts, style: Style): string {
  const title = `${style.bold(texts('cli:facts.trusts', { count: anchors.length }))}${complete ? '' : style.yellow(` ${texts('cli:facts.trust-incomplete')}`)}`;
  return [title, ...anchors.map((anchor) => `  ${renderAnchor(anchor, texts, style)}`)].join('\n');
}

function renderAnchor(anchor: Anchor, texts: Texts, style: Style): string {
  const name = anchor.subject === '' ? anchor.spkiSha256.slice(0, 16) : harmless(anchor.subject);
  return `${name} ${style.dim([...anchorNotes(anchor, texts), placeText(anchor.foundIn)].join(', '))}`;
}

function anchorNotes(anchor: Anchor, texts: Texts): string[] {
  const { knownRoot } = anchor;
  const root = knownRoot?.known ? knownRoot.value : undefined;
  const day = (date: string) => harmless(date.slice(0, 10));
  return [
    ...(anchor.kind === 'certificate' ? [texts('cli:facts.until', { date: day(anchor.notAfter) })] : []),
    ...(anchor.kind !== 'certificate' && root?.until
      ? [texts('cli:facts.known-until', { date: day(root.until) })]
      : []),
    ...(anchor.kind === 'name+key' && anchor.evidence ? [texts('cli:facts.from-catalogue')] : []),
    ...(root?.distrusted ? [texts('cli:facts.distrusted', { date: day(root.distrusted) })] : []),
    ...(knownRoot?.known === false ? [texts('cli:facts.no-known-root')] : []),
  ];
}

function placeText({ partition, item }: AnchorPlace): string {
  return harmless(item === undefined ? partition : `${partition} ${item}`);
}

/** What the unit shows of itself to servers; nothing where it shows nothing. */
export function renderIdentities({ identities = [] }: TrustFacts, texts: Texts, style: Style): string {
  if (identities.length === 0) return '';
  const entries = identities.map((identity): Row => [harmless(identity.partition), identityText(identity, texts)]);
  return `${style.bold(texts('cli:facts.identities'))}\n${rows(style, entries)}`;
}

function identityText({ certificates, privateKeys, damagedEntries }: DeviceIdentity, texts: Texts): string {
  const own = certificates.find(({ role }) => role === 'device');
  return [
    ...(own === undefined
      ? []
      : [`${harmless(own.subject)} ${texts('cli:facts.until', { date: harmless(own.notAfter.slice(0, 10)) })}`]),
    texts('cli:facts.identity-parts', { certificates: certificates.length, keys: privateKeys.length }),
    ...(privateKeys.includes('none') ? [texts('cli:facts.identity-open-key')] : []),
    ...(damagedEntries > 0 ? [texts('cli:facts.identity-damaged', { count: damagedEntries })] : []),
  ].join(', ');
}
