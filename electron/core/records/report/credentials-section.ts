import { errorArea } from '../../errors/catalogue.ts';
import type { CredentialsRecord } from '../record.ts';
import { type Html, type HtmlContent, html } from './html.ts';
import { codeText, formatMoment, type ReportTexts, reportTranslator, type Translate } from './report-texts.ts';

/** Who gave which unit a network, when, and how it ended; of the network itself nothing is recorded. */
export function credentialsSection(record: CredentialsRecord, texts: ReportTexts): Html {
  const translate = reportTranslator(texts);
  const { outcome, errorCode } = record.body;
  const tone = outcome === 'network-connected' ? 'good' : outcome === 'failed' ? 'bad' : 'warn';
  return html`<section class="summary tone-${tone}">
    <p class="eyebrow">${translate('record', { sequence: record.sequence })}</p>
    <h1>${codeText(translate, 'outcome', outcome)}</h1>
    <p class="lead">${translate('credentials.lead')}</p>
    ${errorCode === undefined ? undefined : errorNote(errorCode, texts)}
    <dl class="facts">${rowsOf(record, translate).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
  </section>`;
}

function rowsOf({ body }: CredentialsRecord, translate: Translate): readonly (readonly [string, HtmlContent])[] {
  const { mac, product, channel, target, at, operator, station } = body;
  const optional = (label: string, value: string | undefined) => (value === undefined ? [] : [[label, value] as const]);
  return [
    ...optional(translate('field.unit'), mac),
    ...optional(translate('field.product'), product),
    [translate('field.channel'), html`${codeText(translate, 'channel', channel)} <code>${target}</code>`],
    [translate('field.date'), formatMoment(at)],
    [translate('field.operator'), operator],
    [translate('field.station'), station],
  ];
}

function errorNote(code: string, texts: ReportTexts): Html {
  const area = errorArea(code);
  const next = area && html`<p>${texts(`errors-${area}:${code}.next`, {})}</p>`;
  return html`<div class="note tone-bad">${next}<p><code>${code}</code></p></div>`;
}
