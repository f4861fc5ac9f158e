import type { Audit, Finding, FindingLevel, RootEnd, RootHorizon } from '../../core/audit/audit.ts';
import { harmless, rows, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';
import { renderVerdict } from './verdict.ts';

const shownRoots = 12;

/** An audit for a person: result, findings, roots and until when they serve, and what the server would be told. */
export function renderAudit(audit: Audit, texts: Texts, style: Style): string {
  const { anchors, findings, passes, verdict } = audit;
  const mark = passes ? style.green('✓') : style.red('✗');
  return [
    `${mark} ${style.bold(texts(passes ? 'audit:passes' : 'audit:fails'))}`,
    ...findings.map((finding) => `  ${markOf(finding.level, style)} ${findingText(finding, texts)}`),
    rows(style, summary(audit, texts)),
    ...(anchors.length === 0 ? [] : [style.bold(texts('audit:roots'))]),
    ...anchors.slice(0, shownRoots).map((root) => `  ${renderRoot(root, texts)}`),
    ...(anchors.length > shownRoots ? [`  ${texts('audit:more-roots', { count: anchors.length - shownRoots })}`] : []),
    ...(verdict === undefined ? [] : [renderVerdict(verdict, texts, style)]),
  ].join('\n');
}

/** What a finding says, harmless for terminals. */
export function findingText({ code, params }: Finding, texts: Texts): string {
  const shown = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? harmless(value) : value,
  ]);
  return texts(`audit:finding.${code}`, Object.fromEntries(shown));
}

function markOf(level: FindingLevel, style: Style): string {
  if (level === 'error') return style.red('✗');
  return level === 'warning' ? style.yellow('!') : style.dim('·');
}

function summary({ image, dateCheck, imageSigning, bundle, receiveBuffer }: Audit, texts: Texts): [string, string][] {
  const firmware = [image.projectName, image.version, image.idfVersion && `ESP-IDF ${image.idfVersion}`];
  const age = bundle?.ageDays === undefined ? 'unknown' : 'known';
  return [
    [texts('audit:label.firmware'), harmless(firmware.filter(Boolean).join(', '))],
    [texts('audit:label.date-check'), texts(`audit:date-check.${dateCheck}`)],
    [texts('audit:label.signing'), texts(`audit:signing.${imageSigning}`)],
    ...(bundle ? [[texts('audit:label.bundle'), texts(`audit:bundle.${age}`, bundle)] as [string, string]] : []),
    ...(receiveBuffer === undefined
      ? []
      : [[texts('audit:label.buffer'), texts('audit:bytes', { count: receiveBuffer })] as [string, string]]),
  ];
}

function renderRoot({ until, distrust, subject, spkiSha256 }: RootHorizon, texts: Texts): string {
  const name = harmless(subject) || spkiSha256;
  const end = until === undefined ? texts('audit:root.undated', { subject: name }) : endText(until, name, texts);
  return distrust === undefined ? end : `${end}; ${texts(`audit:distrust.${distrust.cause}`, { date: distrust.date })}`;
}

/** Until when a root serves, what ends then and who says so. */
export function endText({ date, cause, source }: RootEnd, subject: string, texts: Texts): string {
  return texts(`audit:root.${source === 'catalogue' ? source : cause}`, { subject, date: date.slice(0, 10) });
}
