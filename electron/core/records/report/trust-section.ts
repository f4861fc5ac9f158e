import type { Anchor, DeviceIdentity, TrustFacts, UnitFacts } from '../../inspect/facts.ts';
import { shortName } from '../../trust/short-name.ts';
import type { JobRecord } from '../record.ts';
import { type Html, html } from './html.ts';
import { headRow } from './job-section.ts';
import { codeText, formatDate, type Translate } from './report-texts.ts';

type Change = 'added' | 'removed' | 'same' | undefined;

/** What the unit trusts, with what the job added and removed, and when each authority ends. */
export function trustSection({ body }: JobRecord, translate: Translate): Html {
  const { factsBefore, report, at } = body;
  const rows = anchorRows(factsBefore, report.factsAfter);
  const { trust } = report.factsAfter ?? factsBefore;
  const dateCheck = trust.dateCheck.known ? `${trust.dateCheck.value}` : 'unknown';
  return html`<section>
    <h2>${translate('trust.title')}</h2>
    <p>${translate(`trust.date-check.${dateCheck}`)}${tlsNotes(trust, translate).map((note) => html` <span class="muted">${note}</span>`)}</p>
    ${trust.complete ? undefined : html`<p class="note">${translate('trust.incomplete')}</p>`}
    ${
      rows.length === 0
        ? html`<p class="muted">${translate('trust.none')}</p>`
        : html`<div class="scroll"><table>
            ${headRow(translate, 'trust.column', ['authority', 'until', 'place', 'key', 'change'])}
            <tbody>${rows.map(([anchor, change]) => anchorRow(anchor, change, at, translate))}</tbody>
          </table></div>`
    }
    ${trust.hosts.length > 0 ? html`<p class="muted">${translate('trust.hosts', { hosts: trust.hosts.join(', ') })}</p>` : undefined}
    ${(trust.identities ?? []).map((identity) => html`<p class="muted">${identityText(identity, translate)}</p>`)}
  </section>`;
}

/** What is known of how the firmware checks certificates, besides whether it looks at dates. */
function tlsNotes({ dateCheckEvidence, mbedTlsVersion, tls }: TrustFacts, translate: Translate): string[] {
  const buffer = tls?.inputBuffer;
  return [
    codeText(translate, 'trust.date-check-evidence', dateCheckEvidence ?? 'none'),
    ...(mbedTlsVersion?.known ? [translate('trust.mbedtls', { version: mbedTlsVersion.value })] : []),
    ...(buffer?.known ? [translate('trust.buffer', { bytes: buffer.value })] : []),
  ];
}

/** What the unit shows of itself to servers, and whether the key to it can be read. */
function identityText({ partition, certificates, privateKeys }: DeviceIdentity, translate: Translate): string {
  const own = certificates.find(({ role }) => role === 'device');
  return [
    translate('trust.identity', {
      partition,
      certificates: translate('trust.identity-certificates', { count: certificates.length }),
      keys: translate('trust.identity-keys', { count: privateKeys.length }),
    }),
    ...(own === undefined
      ? []
      : [translate('trust.identity-own', { subject: own.subject, date: formatDate(own.notAfter) })]),
    ...(privateKeys.includes('none') ? [translate('trust.identity-open-key')] : []),
  ].join(' ');
}

/** Every anchor once: those of the unit as it is now, then those that are gone. */
function anchorRows(before: UnitFacts, after: UnitFacts | undefined): [Anchor, Change][] {
  const old = uniqueAnchors(before);
  if (after === undefined) return [...old.values()].map((anchor) => [anchor, undefined]);
  const now = uniqueAnchors(after);
  return [
    ...[...now].map(([key, anchor]): [Anchor, Change] => [anchor, old.has(key) ? 'same' : 'added']),
    ...[...old].flatMap(([key, anchor]): [Anchor, Change][] => (now.has(key) ? [] : [[anchor, 'removed']])),
  ];
}

function uniqueAnchors({ trust }: UnitFacts): Map<string, Anchor> {
  return new Map(trust.anchors.map((anchor) => [`${anchor.spkiSha256} ${anchor.subject}`, anchor]));
}

function anchorRow(anchor: Anchor, change: Change, at: string, translate: Translate): Html {
  const name = shortName(anchor.subject) ?? translate('trust.unnamed');
  const { partition, offset, item } = anchor.foundIn;
  const details = [
    ...(item === undefined ? [] : [item]),
    codeText(translate, 'trust.encoding', anchor.encoding),
    ...(offset === undefined ? [] : [`0x${offset.toString(16)}`]),
  ];
  return html`<tr class="${change === 'removed' ? 'gone' : ''}">
    <td><strong>${name}</strong>${name === anchor.subject ? undefined : html`<br><small class="muted">${anchor.subject}</small>`}${rootNotes(anchor, translate).map((note) => html`<br><small class="muted">${note}</small>`)}</td>
    <td class="nowrap">${expiry(anchor, at, translate)}</td>
    <td>${partition}<br><small class="muted nowrap">${details.join(', ')}</small></td>
    <td class="nowrap"><code>${anchor.spkiSha256.slice(0, 16)}</code></td>
    <td>${change && translate(`trust.change.${change}`)}${anchor.usable ? undefined : html` <span class="badge tone-warn">${translate('trust.unusable')}</span>`}</td>
  </tr>`;
}

/** What the catalogue of roots says of it. */
function rootNotes(anchor: Anchor, translate: Translate): string[] {
  const { knownRoot } = anchor;
  if (knownRoot === undefined) return [];
  if (!knownRoot.known) return [translate('trust.no-known-root')];
  const { until, distrusted } = knownRoot.value;
  return [
    ...(anchor.kind === 'certificate' || until === undefined
      ? []
      : [translate('trust.known-until', { date: formatDate(until) })]),
    ...(anchor.kind === 'name+key' && anchor.evidence ? [translate('trust.from-catalogue')] : []),
    ...(distrusted === undefined ? [] : [translate('trust.distrusted', { date: distrusted })]),
  ];
}

function expiry(anchor: Anchor, at: string, translate: Translate): Html {
  const { notAfter } = anchor.kind === 'certificate' ? anchor : { notAfter: undefined };
  if (notAfter === undefined) return html`<span class="muted">${translate('trust.no-date')}</span>`;
  const isOver = Date.parse(notAfter) < Date.parse(at);
  return html`${formatDate(notAfter)}${isOver ? html` <span class="badge tone-bad">${translate('trust.expired')}</span>` : undefined}`;
}
