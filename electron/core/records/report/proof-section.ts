import type { ChainedRecord } from '../record.ts';
import { type Html, html } from './html.ts';
import { codeText, type Translate } from './report-texts.ts';

/** What could not be read, so that nobody takes silence for a fact. */
export function skippedSection({ body }: ChainedRecord, translate: Translate): Html | undefined {
  const { skipped } = (body.report.factsAfter ?? body.factsBefore).coverage;
  if (skipped.length === 0) return undefined;
  return html`<section>
    <h2>${translate('skipped.title')}</h2>
    <ul>${skipped.map(({ what, reason }) => html`<li><code>${what}</code>: ${codeText(translate, 'unknown', reason)}</li>`)}</ul>
  </section>`;
}

/** How anybody can check that this record is what the station wrote. */
export function proofSection(record: ChainedRecord, translate: Translate): Html {
  const { plan } = record.body;
  const rows = [
    ['sequence', String(record.sequence)],
    ['hash', record.hash],
    ['previous', record.previous],
    ['signature', record.signature],
    ['plan', plan.hash],
    ['release', `${plan.release.product} ${plan.release.version} (${plan.release.build})`],
    ['manifest', plan.release.manifestSha256],
  ] as const;
  return html`<section class="proof">
    <h2>${translate('proof.title')}</h2>
    <p>${translate('proof.explanation', { sequence: record.sequence })}</p>
    <pre class="quote">unstrand records verify</pre>
    <dl class="hashes">${rows.map(([name, value]) => html`<dt>${translate(`proof.${name}`)}</dt><dd><code>${value}</code></dd>`)}</dl>
  </section>`;
}
