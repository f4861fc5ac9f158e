import { loadTexts } from '../../electron/cli/texts.ts';
import type { ReportTexts } from '../../electron/core/records/report-html.ts';

/** The English texts, as the command line reads them. */
export const englishTexts: ReportTexts = await loadTexts();
