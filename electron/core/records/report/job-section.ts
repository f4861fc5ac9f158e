import { hexNumber } from '../../bytes/hex.ts';
import type { StepReport } from '../../engine/report.ts';
import type { PlanStep } from '../../plan/plan.ts';
import type { JobRecord } from '../record.ts';
import { type FlashRegion, flashMap } from './flash-map.ts';
import { flashMapSvg } from './flash-map-svg.ts';
import { type Html, html } from './html.ts';
import { codeText, formatDuration, formatSize, type Translate } from './report-texts.ts';

/** The flash as a drawing, and the same in a table. */
export function flashSection(record: JobRecord, translate: Translate): Html {
  const map = flashMap(record);
  return html`<section>
    <h2>${translate('map.title')}</h2>
    <div class="scroll">${flashMapSvg(map, translate)}</div>
    <p class="legend">
      ${(['boot', 'table', 'settings', 'selection', 'app', 'running', 'data'] as const)
        .filter((kind) => map.regions.some((region) => region.kind === kind))
        .map((kind) => html`<span><i class="swatch k-${kind}"></i>${translate(`map.kind.${kind}`)}</span> `)}
      <span><i class="swatch strip c-written"></i>${translate('map.change.written')}</span> 
      <span><i class="swatch strip c-kept"></i>${translate('map.change.kept')}</span>
    </p>
    <div class="scroll"><table>
      ${headRow(translate, 'map.column', ['label', 'offset', 'size', 'kind', 'version', 'change'])}
      <tbody>${map.regions.map((region) => regionRow(region, translate))}</tbody>
    </table></div>
    ${dataNote(record, translate)}
    <p class="muted">${record.body.report.backupId === undefined ? translate('backup.none') : translate('backup.id', { id: record.body.report.backupId })}</p>
  </section>`;
}

function regionRow(region: FlashRegion, translate: Translate): Html {
  return html`<tr>
    <td class="nowrap"><i class="swatch k-${region.kind}"></i>${region.label}</td>
    <td class="number"><code>${hexNumber(region.offset, 6)}</code></td>
    <td class="number">${formatSize(region.size)}</td>
    <td>${translate(`map.kind.${region.kind}`)}</td>
    <td>${region.version}</td>
    <td>${region.change && translate(`map.change.${region.change}`)}</td>
  </tr>`;
}

/** Whether the customer's data survived, and how that is known. */
function dataNote({ body }: JobRecord, translate: Translate): Html | undefined {
  if (body.plan.preserved.length === 0) return undefined;
  const { preservedIntact } = body.report;
  const tone = preservedIntact === undefined ? 'warn' : preservedIntact ? 'good' : 'bad';
  const partitions = body.plan.preserved.map(({ partition }) => partition).join(', ');
  return html`<p class="note tone-${tone}">${translate(`preserved.${preservedIntact ?? 'unknown'}`, { partitions })}</p>`;
}

/** Every step with its result and how long it took. */
export function stepsSection({ body }: JobRecord, translate: Translate): Html {
  const { steps } = body.report;
  const longestMs = Math.max(1, ...steps.map(({ durationMs }) => durationMs));
  return html`<section>
    <h2>${translate('steps.title')}</h2>
    <div class="scroll"><table>
      ${headRow(translate, 'steps.column', ['number', 'step', 'result', 'written', 'duration'])}
      <tbody>${steps.map((step) => stepRow(step, longestMs, translate))}</tbody>
    </table></div>
  </section>`;
}

function stepRow(step: StepReport, longestMs: number, translate: Translate): Html {
  const share = Math.round((step.durationMs / longestMs) * 1000) / 10;
  const restarts =
    step.restarts > 0
      ? html` <span class="muted">${translate('steps.restarts', { count: step.restarts })}</span>`
      : undefined;
  return html`<tr>
    <td class="number">${step.id + 1}</td>
    <td>${codeText(translate, 'step', step.kind, { target: step.target })}</td>
    <td>${codeText(translate, 'result', step.result)}${restarts}</td>
    <td class="number">${step.bytesWritten > 0 ? formatSize(step.bytesWritten) : ''}</td>
    <td class="number duration">${formatDuration(translate, step.durationMs)}<svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="${share}" height="4"/></svg></td>
  </tr>`;
}

/** Longer logs lose their middle: how a start begins and how it ends is what tells. */
const logHead = 60;
const logTail = 100;

/** The start-up log that was seen, the lines that prove the new firmware marked. */
export function bootLogSection({ body }: JobRecord, translate: Translate): Html {
  const { bootLog, bootFindings, outcome } = body.report;
  const tone = outcome === 'boot-failed' ? 'bad' : 'warn';
  const expected = body.plan.steps.flatMap(expectedTexts);
  const findings = bootFindings.map(
    (code) => html`<span class="badge tone-${tone}">${codeText(translate, 'finding', code)}</span> `,
  );
  return html`<section>
    <h2>${translate('log.title')}</h2>
    ${findings.length > 0 ? html`<p>${findings}</p>` : undefined}
    ${
      bootLog.trim() === ''
        ? html`<p class="muted">${translate('log.none')}</p>`
        : html`<pre class="log">${shortened(bootLog, translate).map((line) => logLine(line, expected))}</pre><p class="muted">${translate('log.note')}</p>`
    }
  </section>`;
}

/** A record is read leniently: a step that another version wrote may lack them. */
function expectedTexts(step: PlanStep): string[] {
  return step.kind === 'boot-check' ? [step.version ?? '', ...(step.lines ?? [])] : [];
}

function shortened(log: string, translate: Translate): string[] {
  const lines = log.trim().split('\n');
  const left = lines.length - logHead - logTail;
  if (left <= 0) return lines;
  return [...lines.slice(0, logHead), `⋮ ${translate('log.left-out', { count: left })}`, ...lines.slice(-logTail)];
}

function logLine(line: string, expected: readonly string[]): Html {
  const isProof = expected.some((text) => text !== '' && line.includes(text));
  return isProof ? html`<mark>${line}</mark>${'\n'}` : html`${line}${'\n'}`;
}

/** The head of a table; columns of numbers are named in `numeric`. */
export function headRow(translate: Translate, group: string, columns: readonly string[]): Html {
  const numeric = new Set(['number', 'offset', 'size', 'written', 'duration']);
  return html`<thead><tr>${columns.map((column) => html`<th scope="col" class="${numeric.has(column) ? 'number' : ''}">${translate(`${group}.${column}`)}</th>`)}</tr></thead>`;
}
