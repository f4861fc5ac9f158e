import { loadTexts } from '../../electron/cli/texts.ts';
import type { ReportTexts } from '../../electron/core/records/report-html.ts';

const texts = await loadTexts();

/** The English texts as the product wires them; the words of verdicts and errors of other parts stand as their codes. */
export const englishTexts: ReportTexts = {
  language: 'en',
  text: texts,
  error: (code, params) => ({ what: `${code} ${JSON.stringify(params)}`, next: 'next' }),
};
