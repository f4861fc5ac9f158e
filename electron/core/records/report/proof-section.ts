import { type ChainedRecord, isJobRecord, type JobRecord } from '../record.ts';
import { type Html, html } from './html.ts';
import { codeText, type Translate } from './report-texts.ts';

/** What could not be read, so that nobody takes silence for a fact. */
export function skippedSection({ body }: JobRecord, translate: Translate): Html | undefined {
  const { skipped } = (body.report.factsAfter ?? body.factsBefore).coverage;
  if (skipped.length === 0) return undefined;
  return html`<section>
    <h2>${translate('skipped.title')}</h2>
    <ul>${skipped.map(({ what, reason }) => html`<li><code>${what}</code>: ${codeText(translate, 'unknown', reason)}</li>`)}</ul>
  </section>`;
}

/** How anybody can check that this record is what the station wrote. */
export function proofSection(record: ChainedRecord, translate: Translate): Html {
  const rows = [
    ['sequence', String(record.sequence)],
    ['hash', record.hash],
    ['previous', record.previous],
    ['signature', record.signature],
    ...(isJobRecord(record) ? planRows(record) : []),
  ] as const;
  return html`<section class="proof">
    <h2>${translate('proof.title')}</h2>
    <p>${translate('proof.explanation', { sequence: record.sequence })}</p>
    <pre class="quote">unstrand records verify</pre>
    <dl class="hashes">${rows.map(([name, value]) => html`<dt>${translate(`proof.${name}`)}</dt><dd><code>${value}</code></dd>`)}</dl>
  </section>`;
}

function planRows({ body: { plan } }: JobRecord) {
  const { product, version, build, manifestSha256 } = plan.release;
  return [
    ['plan', plan.hash],
    ['release', `${product} ${version} (${build})`],
    ['manifest', manifestSha256],
  ] as const;
}
