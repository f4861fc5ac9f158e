import type { RecordRow } from '../../../electron/contract/commands/records.ts';
import { renderReportHtml } from '../../../electron/core/records/report-html.ts';
import { flattenTexts } from '../../../electron/core/texts/flatten-texts.ts';
import pictureTexts from '../../../resources/locales/en/pictures.json';
import english from '../../../resources/locales/en/report.json';
import type { Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';
import { hostileText } from './hostile.ts';

const outcomes = ['recovered', 'recovered', 'recovered', 'boots-cable-only', 'boot-not-seen', 'failed'];
const operators = ['Ada', 'Grace', 'Linus'];

function row(sequence: number): RecordRow {
  return {
    sequence,
    at: new Date(Date.UTC(2026, 2, 1) + sequence * 400_000).toISOString(),
    mac: `24:6f:28:00:${hex(sequence >> 8)}:${hex(sequence & 255)}`,
    chip: 'ESP32',
    product: sequence % 7 === 0 ? 'seed-clock' : 'seed-radio',
    operator: operators[sequence % operators.length] ?? '',
    versionBefore: '1.4.2',
    versionTarget: '2.0.0',
    outcome: outcomes[sequence % outcomes.length] ?? '',
    simulated: sequence % 11 === 0,
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** A host with that many records, which searches as the real one does: newest first, any part of the summary. */
function archive(count: number, make: (sequence: number) => RecordRow = row): Scenario {
  const all = Array.from({ length: count }, (_, index) => make(count - index));
  return {
    state: baseState(),
    answers: {
      'record.search': ({ query, offset, limit }) => {
        const found = all.filter(
          (each) =>
            (query.outcome === undefined || each.outcome === query.outcome) &&
            JSON.stringify(Object.values(each))
              .toLowerCase()
              .includes((query.text ?? '').toLowerCase()),
        );
        return { total: found.length, rows: found.slice(offset, offset + limit) };
      },
      'record.report': { kind: 'job', html: renderReportHtml([], texts) + hostileReport },
      'record.verify': { records: count },
      'record.export': { file: btoa('sequence\n') },
      'label.render': ({ kind }) => ({ picture: label(kind) }),
    },
    control: { abilities: { pdf: true, updates: false }, 'print-pdf': { file: btoa('%PDF-1.7') } },
  };
}

const flat = { ...flattenTexts(english), ...flattenTexts(pictureTexts) };

function texts(key: string): string {
  const words: Readonly<Record<string, string>> = flat;
  return words[key.replace(/^[a-z]+:/, '')] ?? key;
}

/** What the frame must not let happen, should a report ever hold it. */
const hostileReport =
  '<p id="reported">Report body</p><script>parent.hacked=1</script><img src=x onerror="parent.hacked=1">';

function label(kind: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" width="320" height="120"><rect width="320" height="120" fill="#fff"/><rect x="10" y="10" width="100" height="100"/><text x="130" y="64" font-size="22">${kind}</text></svg>`;
}

export const recordScenarios: Readonly<Record<string, () => Scenario>> = {
  'records-none': () => archive(0),
  'records-many': () => archive(10_000),
  'records-hostile': () =>
    archive(40, (sequence) => ({
      ...row(sequence),
      mac: hostileText,
      product: hostileText,
      operator: hostileText,
      versionTarget: hostileText,
      outcome: hostileText.slice(0, 40),
    })),
  'records-broken': () => {
    const many = archive(20);
    const problem = { code: 'record.chain-broken', sequence: 7, reason: 'hash' };
    return { ...many, answers: { ...many.answers, 'record.verify': { records: 20, problem } } };
  },
};
