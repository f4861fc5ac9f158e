import type { UnitFacts } from '../../inspect/facts.ts';
import { chainPicture } from '../../pictures/chain-picture.ts';
import { chainDrawing } from '../../pictures/chain-svg.ts';
import { svgElement } from '../../pictures/svg.ts';
import type { Verdict } from '../../trust/verdict.ts';
import type { JobRecord } from '../record.ts';
import { type Html, html } from './html.ts';
import { type ReportTexts, reportTranslator } from './report-texts.ts';

/** From what the server sent to what the unit trusts, before and after, as far as both were judged; nothing without a server. */
export function chainPictures({ body }: JobRecord, texts: ReportTexts): Html {
  const { server, factsBefore, verdictBefore, report } = body;
  const figure = (when: 'before' | 'after', facts: UnitFacts | undefined, verdict: Verdict | undefined) =>
    server &&
    facts &&
    verdict &&
    html`<figure class="picture">
      <figcaption>${reportTranslator(texts)(`picture.${when}`)}</figcaption>
      <div class="scroll">${svgElement(chainDrawing(chainPicture(facts, server, verdict), texts))}</div>
    </figure>`;
  return html`${figure('before', factsBefore, verdictBefore)}${figure('after', report.factsAfter, report.verdictAfter)}`;
}
