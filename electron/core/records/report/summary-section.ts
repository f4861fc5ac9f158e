import { hexNumber } from '../../bytes/hex.ts';
import { errorArea } from '../../errors/catalogue.ts';
import type { UnitFacts } from '../../inspect/facts.ts';
import type { Verdict } from '../../trust/verdict.ts';
import type { JobRecord } from '../record.ts';
import { type RecordSummary, runningVersion, summarizeRecord } from '../record-summary.ts';
import { chainPictures } from './chain-section.ts';
import { type Html, type HtmlContent, html } from './html.ts';
import {
  codeText,
  formatDate,
  formatDuration,
  formatMoment,
  formatSize,
  type ReportTexts,
  reportTranslator,
  type Translate,
} from './report-texts.ts';

/** How the job ended at a glance: good, to be looked after, or bad. */
type Tone = 'good' | 'warn' | 'bad';

const outcomeTones: Readonly<Record<string, Tone>> = {
  recovered: 'good',
  'boot-failed': 'bad',
  failed: 'bad',
};

const verdictTones: Readonly<Record<string, Tone>> = { reachable: 'good', stranded: 'bad' };

/** The head of a record: how it ended, and which unit, when, by whom. */
export function summarySection(record: JobRecord, texts: ReportTexts): Html {
  const translate = reportTranslator(texts);
  const summary = summarizeRecord(record);
  const tone = outcomeTones[summary.outcome] ?? 'warn';
  return html`<section class="summary tone-${tone}">
    <p class="eyebrow">${translate('record', { sequence: summary.sequence })}</p>
    <h1>${codeText(translate, 'outcome', summary.outcome)}</h1>
    <p class="lead">${lead(summary, translate)}</p>
    ${errorNote(record, tone, texts)}
    <dl class="facts">${summaryRows(record, summary, translate).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
  </section>`;
}

/** How it ended in a sentence, and what the unit is like where that does not say it already. */
function lead({ outcome, unitState }: RecordSummary, translate: Translate): string {
  const sentence = codeText(translate, 'outcome-lead', outcome);
  return unitState === 'new-boots' ? sentence : `${sentence} ${codeText(translate, 'unit-state', unitState)}`;
}

function errorNote({ body }: JobRecord, tone: Tone, texts: ReportTexts): Html | undefined {
  const { error } = body.report;
  if (error === undefined) return undefined;
  const area = errorArea(error.code);
  const sentences =
    area &&
    html`<p><strong>${texts(`errors-${area}:${error.code}.what`, error.params)}</strong></p>
    <p>${texts(`errors-${area}:${error.code}.next`, error.params)}</p>`;
  return html`<div class="note tone-${tone}">${sentences}<p><code>${error.code}</code></p></div>`;
}

function summaryRows({ body }: JobRecord, summary: RecordSummary, translate: Translate): [string, HtmlContent][] {
  const { chip, channel } = body.factsBefore;
  const flash = chip.flashSize.known
    ? formatSize(chip.flashSize.value)
    : codeText(translate, 'unknown', chip.flashSize.reason);
  const revision = chip.revision.known ? ` v${Math.floor(chip.revision.value / 100)}.${chip.revision.value % 100}` : '';
  return [
    [translate('field.unit'), html`<code>${summary.mac}</code>`],
    [translate('field.product'), summary.product],
    [translate('field.chip'), `${summary.chip}${revision}, ${flash}`],
    [translate('field.channel'), codeText(translate, 'channel', channel)],
    [translate('field.date'), formatMoment(body.report.startedAt)],
    [translate('field.duration'), formatDuration(translate, summary.durationMs)],
    [translate('field.operator'), summary.operator],
    [translate('field.station'), summary.station],
    ...optionalRow(translate('field.work-order'), summary.workOrder),
    ...optionalRow(translate('field.serial'), summary.serial),
    ...optionalRow(translate('field.downgrade'), body.downgrade && translate('downgrade', { ...body.downgrade })),
  ];
}

function optionalRow(label: string, value: string | undefined): [string, HtmlContent][] {
  return value === undefined ? [] : [[label, value]];
}

/** Two cards side by side: what the unit ran and whether a server could reach it, before and after; then the pictures of why. */
export function beforeAfterSection(record: JobRecord, texts: ReportTexts): Html {
  const translate = reportTranslator(texts);
  const { factsBefore, verdictBefore, plan, report } = record.body;
  const versionBefore = plan.versionBefore ?? runningVersion(factsBefore);
  return html`<section>
    <h2>${translate('before-after')}</h2>
    <div class="cards">
      ${card(translate('before'), factsBefore, versionBefore, verdictBefore, texts)}
      ${
        report.factsAfter === undefined
          ? html`<div class="card"><h3>${translate('after')}</h3><p>${translate('not-read-again', { version: plan.release.version })}</p></div>`
          : card(translate('after'), report.factsAfter, runningVersion(report.factsAfter), report.verdictAfter, texts)
      }
    </div>
    ${chainPictures(record, texts)}
  </section>`;
}

function card(
  title: string,
  facts: UnitFacts,
  version: string | undefined,
  verdict: Verdict | undefined,
  texts: ReportTexts,
): Html {
  const translate = reportTranslator(texts);
  const { runningSlot } = facts.layout;
  const slot = runningSlot.known
    ? translate('runs-from', { slot: runningSlot.value })
    : translate('slot-unknown', { reason: codeText(translate, 'unknown', runningSlot.reason) });
  return html`<div class="card">
    <h3>${title}</h3>
    <p class="version">${version ?? translate('version-unknown')}</p>
    <p class="muted">${slot}</p>
    ${verdict === undefined ? html`<p class="muted">${translate('not-judged')}</p>` : verdictBlock(verdict, texts)}
  </div>`;
}

function verdictBlock(verdict: Verdict, texts: ReportTexts): Html {
  const translate = reportTranslator(texts);
  const tone = verdictTones[verdict.status] ?? 'warn';
  const { until } = verdict;
  return html`<p><span class="badge tone-${tone}">${codeText(translate, 'verdict', verdict.status)}</span></p>
    <ul class="reasons">${verdict.reasons.map(({ code, params }) => html`<li>${texts(`verdict:${code}`, params)}</li>`)}</ul>
    ${verdict.outcomes.map(({ dateCheck, outcome }) => {
      if (outcome.accepted) return undefined;
      const params = { code: hexNumber(outcome.code), flags: hexNumber(outcome.flags) };
      return html`<p class="muted">${translate(`refused.${dateCheck}`, params)}</p>
        ${outcome.logLines.length > 0 ? html`<pre class="quote">${outcome.logLines.join('\n')}</pre>` : undefined}`;
    })}
    ${until && html`<p class="muted">${translate('until', { date: formatDate(until.date), subject: until.subject })}</p>`}`;
}
