import { type Html, html } from '../records/report/html.ts';
import { formatDate } from '../records/report/report-texts.ts';
import { fitText, hint, mark, type PictureTexts, svgDocument, type Tone, wordsOf } from './svg.ts';

/** One firmware or unit and the day on which it loses its update path. */
export interface HorizonRow {
  readonly name: string;
  /** ISO 8601; undefined = nothing is known that ends it. */
  readonly until: string | undefined;
  /** Which authority's end it is. */
  readonly endsWith: string;
  /** It carries no root at all, so that there is no end to show. */
  readonly hasNoRoot?: boolean;
}

const width = 960;
const margin = 24;
const axis = { left: 300, right: 924, top: 112 };
const rowHeight = 52;
const maxRows = 200;
const maxYears = 40;

type Words = ReturnType<typeof wordsOf>;

/** First day of the axis and of the year after it, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A calendar of update paths: for each row a bar from today until its end. `now` in milliseconds since 1970. */
export function renderHorizonSvg(rows: readonly HorizonRow[], now: number, texts: PictureTexts): string {
  const words = wordsOf(texts);
  const shown = rows.slice(0, maxRows);
  const hidden = rows.length - shown.length;
  const span = spanOf(shown, now);
  const bottom = axis.top + Math.max(1, shown.length) * rowHeight;
  return svgDocument({
    title: words('horizon.title'),
    description: shown.map((row) => `${row.name}: ${sentence(row, now, words)}`).join('. '),
    width,
    height: bottom + (hidden > 0 ? 64 : 36),
    body: html`<text class="headline" x="${margin}" y="48">${words('horizon.title')}</text>
      ${yearTicks(span, bottom)}
      ${todayLine(now, span, bottom, words)}
      ${shown.map((row, index) => rowSvg(row, axis.top + index * rowHeight, span, now, words))}
      ${shown.length === 0 ? html`<text class="small" x="${margin}" y="${axis.top + 30}">${words('horizon.none')}</text>` : undefined}
      ${hidden > 0 ? html`<text class="small" x="${margin}" y="${bottom + 32}">${words('chain.more', { count: hidden })}</text>` : undefined}`,
  });
}

/** From a year before the first end or today to a year after the last, at most 40 years around today. */
function spanOf(rows: readonly HorizonRow[], now: number): Span {
  const year = new Date(now).getUTCFullYear();
  const ends = rows.flatMap(endOf).flatMap((end) => (end === undefined ? [] : new Date(end).getUTCFullYear()));
  const first = Math.max(year - maxYears / 4, Math.min(year, ...ends));
  const last = Math.min(first + maxYears, Math.max(year + 4, ...ends) + 1);
  return { from: Date.UTC(first, 0), to: Date.UTC(last, 0) };
}

/** In milliseconds since 1970; what is no date is no end that is known. */
function endOf({ until }: HorizonRow): number | undefined {
  const time = until === undefined ? Number.NaN : Date.parse(until);
  return Number.isNaN(time) ? undefined : time;
}

function placeOf(time: number, { from, to }: Span): number {
  const share = Math.min(1, Math.max(0, (time - from) / (to - from)));
  return Math.round(axis.left + share * (axis.right - axis.left));
}

function yearTicks(span: Span, bottom: number): Html[] {
  const [first, last] = [span.from, span.to].map((time) => new Date(time).getUTCFullYear());
  const years = (last ?? 0) - (first ?? 0);
  const stride = [1, 2, 5].find((size) => years / size <= 12) ?? 10;
  return Array.from({ length: Math.floor(years / stride) + 1 }, (_, index) => {
    const year = (first ?? 0) + index * stride;
    const x = placeOf(Date.UTC(year, 0), span);
    return html`<path class="rule" d="M${x} ${axis.top - 14}V${bottom}"/><text class="small tick" x="${x}" y="${axis.top - 22}">${year}</text>`;
  });
}

function todayLine(now: number, span: Span, bottom: number, words: Words): Html {
  const x = placeOf(now, span);
  return html`<path class="today" d="M${x} ${axis.top - 14}V${bottom + 6}"/><text class="eyebrow tick" x="${x}" y="${bottom + 22}">${words('horizon.today')}</text>`;
}

function rowSvg(row: HorizonRow, y: number, span: Span, now: number, words: Words): Html {
  const tone = toneOf(row, now);
  const end = endOf(row);
  const said = sentence(row, now, words);
  const room = axis.left - margin - 24;
  return html`<g class="tone-${tone}${end === undefined ? ' ghost' : ''}">
    ${hint(`${row.name}: ${said}`)}
    <text class="name" x="${margin}" y="${y + 20}">${fitText(row.name, room - 20, 15)}</text>
    <text class="small" x="${margin}" y="${y + 38}">${fitText(said, room, 12.5)}</text>
    ${end === undefined ? endless(placeOf(now, span), y, tone) : bar(placeOf(now, span), placeOf(end, span), y, tone)}
  </g>`;
}

function endless(from: number, y: number, tone: Tone): Html {
  if (tone === 'bad') return mark(tone, from, y + 24);
  return html`<path class="link" d="M${from} ${y + 24}H${axis.right - 14}"/>${mark(tone, axis.right, y + 24)}`;
}

/** From today to the end, or from an end that is past to today, paler. */
function bar(today: number, end: number, y: number, tone: Tone): Html {
  const opacity = tone === 'bad' ? 0.35 : 0.8;
  const size = Math.max(2, Math.abs(end - today));
  return html`<rect class="bar" opacity="${opacity}" x="${Math.min(today, end)}" y="${y + 18}" width="${size}" height="12" rx="3"/>${mark(tone, end, y + 24)}`;
}

const soonMs = 2 * 365.25 * 24 * 3600 * 1000;

/** Past, within two years, or later. */
function toneOf(row: HorizonRow, now: number): Tone {
  const end = endOf(row);
  if (end === undefined) return row.hasNoRoot ? 'bad' : 'open';
  if (end < now) return 'bad';
  return end < now + soonMs ? 'soon' : 'good';
}

function sentence(row: HorizonRow, now: number, words: Words): string {
  const end = endOf(row);
  if (end === undefined) return words(row.hasNoRoot ? 'horizon.no-root' : 'horizon.no-end');
  const key = end < now ? 'horizon.ended' : 'horizon.ends';
  return words(key, { date: formatDate(row.until ?? ''), subject: row.endsWith });
}
