import type { AuthorityReach, ReachedCertificate } from '../../core/rescue/reach.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** What the catalogue knows around an authority, for a person. */
export function renderReach(reach: AuthorityReach, texts: Texts, style: Style): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [`  ${style.bold(texts(`rescue:chains.${title}`))}`, ...lines.map((line) => `    ${line}`)];
  const leaves = reach.leaves.map((leaf) => renderLeaf(leaf, texts));
  return [
    style.bold(harmless(reach.subject)),
    `  ${style.dim(texts('rescue:chains.key', { spki: reach.spkiSha256 }))}`,
    ...renderStanding(reach, texts).map((line) => `  ${line}`),
    ...section(
      'own',
      reach.certificates.map((certificate) => renderCertificate(certificate, texts)),
    ),
    ...section(
      'below',
      reach.signed.map((certificate) => renderCertificate(certificate, texts)),
    ),
    ...section('leaves', leaves.length > 0 ? leaves : [texts('rescue:chains.nobody')]),
  ].join('\n');
}

function renderStanding({ usedBy, distrusted, mozilla }: AuthorityReach, texts: Texts): string[] {
  return [
    ...(usedBy === undefined
      ? []
      : [
          texts(usedBy.length > 0 ? 'rescue:chains.used-by' : 'rescue:chains.used-by-nobody', {
            users: usedBy.join(', '),
          }),
        ]),
    ...(distrusted === undefined ? [] : [texts('rescue:chains.distrusted', { date: distrusted })]),
    ...(mozilla?.websites ? [texts('rescue:chains.mozilla', { date: mozilla.until })] : []),
  ];
}

function renderCertificate({ subject, issuer, notAfter }: ReachedCertificate, texts: Texts): string {
  return texts(subject === issuer ? 'rescue:chains.self-signed' : 'rescue:chains.signed-by', {
    subject: harmless(subject),
    issuer: harmless(issuer),
    date: notAfter.slice(0, 10),
  });
}

function renderLeaf({ issuer, chain }: AuthorityReach['leaves'][number], texts: Texts): string {
  return texts('rescue:chains.leaf', {
    operator: harmless(issuer.operator),
    leafKey: issuer.leafKey,
    access: texts(`rescue:access.${issuer.access}`),
    chain: chain
      .slice(1)
      .map(({ subject }) => harmless(subject))
      .join(' < '),
  });
}
