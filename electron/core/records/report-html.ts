import { encodeBase64 } from '../bytes/base64.ts';
import { sha256 } from '../bytes/digest.ts';
import { pictureStyle } from '../pictures/picture-style.ts';
import { type ChainedRecord, isCredentialsRecord, type JobRecord } from './record.ts';
import { summarizeRecord } from './record-summary.ts';
import { credentialsSection } from './report/credentials-section.ts';
import { type Html, html, htmlText, styleElement } from './report/html.ts';
import { bootLogSection, flashSection, headRow, stepsSection } from './report/job-section.ts';
import { proofSection, skippedSection } from './report/proof-section.ts';
import { reportStyle } from './report/report-style.ts';
import { codeText, formatDate, type ReportTexts, reportTranslator, type Translate } from './report/report-texts.ts';
import { beforeAfterSection, summarySection } from './report/summary-section.ts';
import { trustSection } from './report/trust-section.ts';

export type { ReportTexts } from './report/report-texts.ts';

const pageStyle = reportStyle + pictureStyle;

/** The one style sheet of a report as a policy names it; a page that shows reports in a frame has to allow it as well. */
export const reportStyleSource = `'sha256-${encodeBase64(sha256(new TextEncoder().encode(pageStyle)))}'`;

/** Nothing may load and no script may run, whatever should slip through: only the style sheet with this hash applies. */
const contentPolicy = `default-src 'none'; style-src ${reportStyleSource}; base-uri 'none'; form-action 'none'`;

/**
 * One readable page for one record or several: a single file without script or outside resources, for screen (light
 * and dark) and paper. Everything from the records is escaped; nothing in them is verified here (`verifyChain` is for that).
 */
export function renderReportHtml(records: readonly ChainedRecord[], texts: ReportTexts): string {
  const translate = reportTranslator(texts);
  const page = html`<html lang="${translate('language')}"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
    <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
    <title>${pageTitle(records, translate)}</title>${styleElement(pageStyle)}</head>
    <body><div class="page">
      <header class="masthead"><span class="brand">${brandMark}Unstrand</span><span>${translate('title')}</span></header>
      ${records.length > 1 ? overview(records, translate) : undefined}
      ${records.map((record) => article(record, texts, translate))}
    </div></body></html>`;
  return `<!doctype html>\n${htmlText(page)}\n`;
}

/** Two ends of a strand, joined again. */
const brandMark = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M2 16c5 0 5-8 10-8s5 8 10 8"/><circle cx="12" cy="8" r="3"/></svg>`;

function pageTitle(records: readonly ChainedRecord[], translate: Translate): string {
  const [first] = records;
  return records.length === 1 && first !== undefined
    ? translate('page-title', { mac: summarizeRecord(first).mac, date: formatDate(first.body.at) })
    : translate('page-title-several', { count: records.length });
}

function article(record: ChainedRecord, texts: ReportTexts, translate: Translate): Html {
  return html`<article id="record-${record.sequence}">
    ${record.body.simulated ? simulatedMark(record.sequence, translate) : undefined}
    ${isCredentialsRecord(record) ? credentialsSection(record, texts) : jobSections(record, texts, translate)}
    ${proofSection(record, translate)}
  </article>`;
}

function jobSections(record: JobRecord, texts: ReportTexts, translate: Translate): Html {
  return html`${summarySection(record, texts)}
    ${beforeAfterSection(record, texts)}
    ${flashSection(record, translate)}
    ${stepsSection(record, translate)}
    ${bootLogSection(record, translate)}
    ${trustSection(record, translate)}
    ${skippedSection(record, translate)}`;
}

/** A table of contents where the page holds more than one record. */
function overview(records: readonly ChainedRecord[], translate: Translate): Html {
  const rows = records.map(summarizeRecord).map(
    (summary) => html`<tr>
      <td class="number"><a href="#record-${summary.sequence}">${summary.sequence}</a></td>
      <td>${formatDate(summary.at)}</td>
      <td><code>${summary.mac}</code></td>
      <td>${summary.product}</td>
      <td>${summary.kind === 'job' ? `${summary.versionBefore ?? '?'} → ${summary.versionAfter ?? summary.versionTarget}` : '–'}</td>
      <td>${codeText(translate, 'outcome', summary.outcome)}</td>
    </tr>`,
  );
  return html`<section class="overview"><div class="scroll"><table>
    ${headRow(translate, 'overview', ['number', 'date', 'unit', 'product', 'version', 'outcome'])}
    <tbody>${rows}</tbody></table></div></section>`;
}

/** Said in words, and across all of the record on screen and paper: nobody may take a simulated unit for a real one. */
function simulatedMark(sequence: number, translate: Translate): Html {
  const id = `watermark-${sequence}`;
  return html`<p class="simulated">${translate('simulated')}</p>
    <svg class="watermark" aria-hidden="true"><defs><pattern id="${id}" width="560" height="300" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">
    <text x="20" y="160">${translate('watermark')}</text></pattern></defs><rect width="100%" height="100%" fill="url(#${id})"/></svg>`;
}
