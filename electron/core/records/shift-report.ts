import { encodeBase64 } from '../bytes/base64.ts';
import { sha256 } from '../bytes/digest.ts';
import { errorArea } from '../errors/catalogue.ts';
import type { RecordSummary } from './record-summary.ts';
import { type Html, html, htmlText, styleElement } from './report/html.ts';
import { headRow } from './report/job-section.ts';
import { reportStyle } from './report/report-style.ts';
import {
  codeText,
  formatDuration,
  formatMoment,
  type ReportTexts,
  reportTranslator,
  type TextParams,
  type Translate,
} from './report/report-texts.ts';
import { countShift, type Shift } from './shift.ts';
import type { UnrecordedUnit } from './unrecorded-unit.ts';

/** Narrow enough that a job of a batch stays one line on A4; a row is never cut in two, and the head stands on every page. */
const shiftStyle = `${reportStyle}
@page{size:A4;margin:12mm}
.shift h1{font-size:26px}
.shift table{font-size:12.5px}.shift th,.shift td{padding:5px 10px 5px 0}.shift td code{white-space:nowrap}
.shift .tone-good td.outcome,.shift .tone-warn td.outcome,.shift .tone-bad td.outcome{color:var(--tone);font-weight:600}
.counters{display:flex;flex-wrap:wrap;gap:8px 32px;margin-top:18px}
.counters dd{font-size:28px;font-weight:680;color:var(--tone,var(--ink));line-height:1.2}
@media print{.shift h1{font-size:16pt}.shift table{font-size:8pt}.shift th,.shift td{padding:3px 7px 3px 0}.shift td{line-height:1.35}thead{display:table-header-group}}
`;

const contentPolicy = `default-src 'none'; style-src 'sha256-${encodeBase64(sha256(new TextEncoder().encode(shiftStyle)))}'; base-uri 'none'; form-action 'none'`;

/**
 * One printable page (A4) of a shift: who, where, how many, every job with its unit, and what failed with what to do. A
 * single file without script or outside resources; everything from records is escaped, nothing is verified here.
 */
export function renderShiftReport(shift: Shift, texts: ReportTexts): string {
  const translate = reportTranslator(texts);
  const page = html`<html lang="${translate('language')}"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
    <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
    <title>${translate('shift.title')} ${period(shift)}</title>${styleElement(shiftStyle)}</head>
    <body><div class="page shift">
      <header class="masthead"><span class="brand">Unstrand</span><span>${translate('shift.title')}</span></header>
      ${hasSimulated(shift) ? html`<p class="simulated">${translate('shift.simulated')}</p>` : undefined}
      ${headSection(shift, translate)}
      ${jobsSection(shift, translate)}
      ${unrecordedSection(shift, translate)}
      ${troubleSection(shift, texts)}
    </div></body></html>`;
  return `<!doctype html>\n${htmlText(page)}\n`;
}

function hasSimulated({ records }: Shift): boolean {
  return records.some(({ simulated }) => simulated);
}

function period({ from, to }: Shift): string {
  return `${formatMoment(from)} – ${formatMoment(to)}`;
}

/** The column's head says UTC. */
function formatMinute(iso: string): string {
  return formatMoment(iso).replace(/ UTC$/, '');
}

function headSection(shift: Shift, translate: Translate): Html {
  const count = countShift(shift);
  const facts = [
    ['station', shift.station],
    ['operator', shift.operators.join(', ')],
    ['work-order', shift.workOrders.join(', ')],
  ] as const;
  const counters = [
    ['units', count.units, ''],
    ['recovered', count.recovered, 'tone-good'],
    ['set-aside', count.setAside, 'tone-warn'],
    ['failed', count.failed, 'tone-bad'],
  ] as const;
  return html`<section>
    <h1>${period(shift)}</h1>
    <dl class="counters">${counters.map(([name, value, tone]) => html`<div class="${tone}"><dt>${translate(`shift.counter.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
    <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${translate(`field.${name}`)}</dt><dd>${value === '' ? '–' : value}</dd></div>`)}</dl>
  </section>`;
}

const jobColumns = ['number', 'time', 'serial', 'unit', 'version', 'outcome', 'duration', 'work-order'];

function jobsSection({ records }: Shift, translate: Translate): Html {
  if (records.length === 0) return html`<section><p>${translate('shift.none')}</p></section>`;
  return html`<section><h2>${translate('shift.jobs')}</h2><div class="scroll"><table>
    ${headRow(translate, 'shift.column', jobColumns)}
    <tbody>${records.map((record) => jobRow(record, translate))}</tbody></table></div></section>`;
}

function jobRow(record: RecordSummary, translate: Translate): Html {
  const tone = record.outcome === 'recovered' ? 'good' : record.errorCode === undefined ? 'warn' : 'bad';
  return html`<tr class="tone-${tone}">
    <td class="number">${record.sequence}</td>
    <td class="nowrap">${formatMinute(record.at)}</td>
    <td>${record.serial ?? '–'}</td>
    <td><code>${record.mac}</code></td>
    <td>${record.versionBefore ?? '?'} → ${record.versionAfter ?? record.versionTarget}</td>
    <td class="outcome">${codeText(translate, 'outcome', record.outcome)}</td>
    <td class="number">${formatDuration(translate, record.durationMs)}</td>
    <td>${record.workOrder ?? '–'}</td>
  </tr>`;
}

const unrecordedColumns = ['time', 'serial', 'unit', 'port', 'reason'];

function unrecordedSection({ unrecorded }: Shift, translate: Translate): Html | undefined {
  if (unrecorded.length === 0) return undefined;
  return html`<section><h2>${translate('shift.unrecorded')}</h2><div class="scroll"><table>
    ${headRow(translate, 'shift.column', unrecordedColumns)}
    <tbody>${unrecorded.map(unrecordedRow)}</tbody></table></div></section>`;
}

function unrecordedRow({ at, serial, mac, port, code }: UnrecordedUnit): Html {
  return html`<tr>
    <td class="nowrap">${formatMinute(at)}</td><td>${serial ?? '–'}</td>
    <td>${mac === undefined ? '–' : html`<code>${mac}</code>`}</td><td>${port}</td><td><code>${code}</code></td>
  </tr>`;
}

/** Every code that occurred, once: how often, what it means and what to do. */
function troubleSection({ records, unrecorded }: Shift, texts: ReportTexts): Html | undefined {
  const codes = [...records.map(({ errorCode }) => errorCode), ...unrecorded.map(({ code }) => code)];
  const counted = new Map<string, number>();
  for (const code of codes) if (code !== undefined) counted.set(code, (counted.get(code) ?? 0) + 1);
  if (counted.size === 0) return undefined;
  const translate = reportTranslator(texts);
  return html`<section><h2>${translate('shift.trouble')}</h2>
    ${[...counted].map(([code, count]) => {
      const params = unrecorded.find((unit) => unit.code === code)?.params ?? {};
      return html`<div class="note"><p><code>${code}</code> × ${count}</p>${meaning(code, params, texts)}</div>`;
    })}
  </section>`;
}

function meaning(code: string, params: TextParams, texts: ReportTexts): Html | undefined {
  const area = errorArea(code);
  return area && html`<p>${texts(`errors-${area}:${code}.next`, params)}</p>`;
}
