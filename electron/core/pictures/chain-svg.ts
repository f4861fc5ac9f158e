import { type Html, html } from '../records/report/html.ts';
import { formatDate } from '../records/report/report-texts.ts';
import { shortName } from '../trust/short-name.ts';
import type { VerdictReason } from '../trust/verdict.ts';
import { type Card, cardHeight, cardSvg, columnWidth } from './card-svg.ts';
import type { ChainPicture, HeldAnchor, SentCertificate } from './chain-picture.ts';
import { type Drawing, hint, mark, type PictureTexts, svgDocument, type Tone, wordsOf, wrapText } from './svg.ts';

const width = 960;
const margin = 24;
const padding = 16;
const top = 186;
const left = margin + padding + 28;
const right = width - margin - padding - columnWidth;
const pitch = { sent: cardHeight + 42, held: cardHeight + 12 };
const most = { sent: 12, held: 6 };
const tones: Readonly<Record<ChainPicture['status'], Tone>> = { reachable: 'good', stranded: 'bad', unknown: 'open' };
/** Reasons for which a picture has words. */
const knownFlaws = ['expired', 'not-yet-valid', 'weak-key', 'weak-hash', 'not-a-ca', 'name-mismatch'];

type Words = ReturnType<typeof wordsOf>;

/**
 * The chain from the server's certificate to what the unit trusts: on the left what was sent, in sent order, and how
 * the path runs through it; on the right what the unit holds; between them where the path arrives, breaks or would close.
 */
export function renderChainSvg(picture: ChainPicture, texts: PictureTexts): string {
  return svgDocument(chainDrawing(picture, texts));
}

/** The same without a document around it. */
export function chainDrawing(picture: ChainPicture, texts: PictureTexts): Drawing {
  const words = wordsOf(texts);
  const sent = sentCards(picture, words);
  const held = heldCards(picture, words);
  const height = Math.max(bottomOf(sent.length, pitch.sent), bottomOf(held.length, pitch.held)) + padding + margin;
  const title = words(`chain.title.${picture.status}`);
  return {
    title,
    description: [...sent, ...held].map(({ eyebrow, name, line }) => [eyebrow, name, line].join(' ')).join('. '),
    width,
    height,
    body: html`
      ${header(picture, title, texts)}
      ${panel(margin, left, height, words('chain.sent'))}
      ${panel(right - padding, right, height, words('chain.held'))}
      ${links(picture, sent)}
      ${sent.map((card, index) => cardSvg(card, left, top + index * pitch.sent))}
      ${held.map((card, index) => cardSvg(card, right, top + index * pitch.held))}`,
  };
}

function bottomOf(cards: number, cardPitch: number): number {
  return top + (cards - 1) * cardPitch + cardHeight;
}

function header({ status, host, reason }: ChainPicture, title: string, texts: PictureTexts): Html {
  const said = [
    ...(host === undefined ? [] : [wordsOf(texts)('chain.host', { host })]),
    ...(reason === undefined ? [] : [reasonText(reason, texts)]),
  ].join(' ');
  return html`<g class="tone-${tones[status]}">
    ${hint(said)}
    ${mark(tones[status], margin + 14, 42)}
    <text class="headline" x="${margin + 38}" y="50">${title}</text>
    ${wrapText(said, width - 3 * margin, 12.5).map((line, index) => html`<text class="small" x="${margin + 38}" y="${78 + index * 19}">${line}</text>`)}
  </g>`;
}

function reasonText({ code, params }: VerdictReason, texts: PictureTexts): string {
  const { date } = params;
  return texts(`verdict:${code}`, { ...params, ...(typeof date === 'string' && { date: formatDate(date) }) });
}

function panel(from: number, cards: number, height: number, heading: string): Html {
  const y = top - 58;
  return html`<rect class="panel" x="${from}" y="${y}" width="${cards + columnWidth + padding - from}" height="${height - y - margin}" rx="12"/>
    <text class="heading" x="${cards}" y="${y + 34}">${heading}</text>`;
}

/** Sent certificates, then what is missing or what would close the gap. */
function sentCards(picture: ChainPicture, words: Words): Card[] {
  const flawTone = flawToneOf(picture);
  const shown = picture.sent.slice(0, most.sent).map((certificate) => sentCard(certificate, flawTone, words));
  const hidden = picture.sent.length - shown.length;
  return [
    ...(picture.sent.length === 0 ? [note(words('chain.nothing-sent'))] : shown),
    ...(hidden > 0 ? [note(words('chain.more', { count: hidden }))] : []),
    ...(picture.closing.length > 0
      ? picture.closing.map((subject) => closingCard(subject, words))
      : breakCard(picture, words)),
  ];
}

function sentCard(certificate: SentCertificate, flawTone: Tone, words: Words): Card {
  const { position, subject, issuer, until, onPath, flaws } = certificate;
  const state = onPath ? '' : ` · ${words('chain.unused')}`;
  return {
    tone: flaws.length > 0 ? flawTone : onPath ? 'good' : 'idle',
    isGhost: !onPath,
    eyebrow: `${position} · ${words(position === 1 ? 'chain.leaf' : 'chain.intermediate')}${state}`,
    name: nameOf(subject),
    full: subject,
    line: flawText(flaws, words) ?? words('chain.signed-by', { issuer: nameOf(issuer), date: formatDate(until) }),
  };
}

function closingCard(subject: string, words: Words): Card {
  return {
    tone: 'help',
    isGhost: true,
    eyebrow: words('chain.closing'),
    name: nameOf(subject),
    full: subject,
    line: words('chain.closing-how'),
  };
}

function breakCard({ break: broken }: ChainPicture, words: Words): Card[] {
  if (broken === undefined) return [];
  return [
    {
      tone: 'bad',
      isGhost: true,
      eyebrow: words('chain.break'),
      name: nameOf(broken.issuer),
      full: broken.issuer,
      line: words(`chain.cause.${broken.cause}`),
    },
  ];
}

function heldCards(picture: ChainPicture, words: Words): Card[] {
  const { held, heldIsComplete } = picture;
  const flawTone = flawToneOf(picture);
  const shown = held.slice(0, most.held).map((anchor) => heldCard(anchor, flawTone, words));
  const hidden = held.length - shown.length;
  return [
    ...(held.length === 0 ? [note(words('chain.nothing-held'))] : shown),
    ...(hidden > 0 ? [note(words('chain.more', { count: hidden }))] : []),
    ...(heldIsComplete ? [] : [note(words('chain.incomplete'))]),
  ];
}

const roleTones = { reached: 'good', wanted: 'help', idle: 'idle' } as const;

function heldCard({ subject, spkiSha256, until, role, flaws }: HeldAnchor, flawTone: Tone, words: Words): Card {
  const known = subject === '' ? words('chain.hash-only') : nameOf(subject);
  const date = until === undefined ? words('chain.no-date') : words('chain.until', { date: formatDate(until) });
  return {
    tone: flaws.length > 0 ? flawTone : roleTones[role],
    isGhost: false,
    eyebrow: words(`chain.role.${role}`),
    name: known,
    full: `${subject} ${spkiSha256}`.trim(),
    line: flawText(flaws, words) ?? date,
  };
}

function flawText([flaw]: readonly string[], words: Words): string | undefined {
  return flaw && words(`chain.flaw.${knownFlaws.includes(flaw) ? flaw : 'other'}`);
}

/** What is wrong with a certificate counts for nothing yet where the verdict is open. */
function flawToneOf({ status }: ChainPicture): Tone {
  return status === 'unknown' ? 'open' : 'bad';
}

function note(text: string): Card {
  return { tone: 'idle', isGhost: true, eyebrow: '', name: text, full: text, line: '' };
}

function nameOf(subject: string): string {
  return shortName(subject) ?? '';
}

/** From member to member of the path, then to the anchor or to where it breaks. */
function links(picture: ChainPicture, cards: readonly Card[]): Html {
  const { sent, held, closing } = picture;
  const path = sent.flatMap(({ onPath }, index) => (onPath && index < most.sent ? index : []));
  const last = path.at(-1) ?? 0;
  const steps = path.slice(1).map((to, index) => step(path[index] ?? 0, to, 'good'));
  const end = cards.length - 1;
  if (closing.length > 0) {
    const added = Array.from({ length: closing.length }, (_, index) => end - closing.length + 1 + index);
    const arrived = held[0]?.role === 'wanted' ? arrival(end, 'help') : undefined;
    return html`${steps}${added.map((to, index) => step(index === 0 ? last : to - 1, to, 'help'))}${arrived}`;
  }
  if (picture.break) return html`${steps}${step(last, end, 'bad')}`;
  const hasArrived = held[0]?.role === 'reached' && path.length > 0;
  return html`${steps}${hasArrived ? arrival(last, arrivalTone(picture)) : undefined}`;
}

function arrivalTone({ status, isAccepted }: ChainPicture): Tone {
  if (status === 'unknown') return 'open';
  return isAccepted ? 'good' : 'bad';
}

/** Down to the next card, or around those between; a link that is not there has a mark in place of the arrow's head. */
function step(from: number, to: number, tone: Tone): Html {
  const [start, end] = [top + from * pitch.sent + cardHeight, top + to * pitch.sent];
  const isNext = to === from + 1;
  const { line, head } = isNext ? down(start, end) : around(start - cardHeight / 2, end + cardHeight / 2);
  if (tone === 'good')
    return html`<g class="tone-good"><path class="link" d="${line}"/><path class="head" d="${head}"/></g>`;
  const [x, y] = isNext ? [stepX, (start + end) / 2] : [left - 20, (start + end) / 2];
  return html`<g class="tone-${tone} ghost"><path class="link" d="${line}"/>${mark(tone, x, y)}</g>`;
}

const stepX = left + 40;

function down(from: number, to: number): { line: string; head: string } {
  return { line: `M${stepX} ${from}V${to - 6}`, head: `M${stepX - 6} ${to - 9}h12l-6 8z` };
}

function around(from: number, to: number): { line: string; head: string } {
  const line = `M${left} ${from}h-12q-8 0-8 8V${to - 8}q0 8 8 8h6`;
  return { line, head: `M${left - 9} ${to - 6}v12l8-6z` };
}

/** From a sent card to the first card of what the unit holds. */
function arrival(from: number, tone: Tone): Html {
  const start = top + from * pitch.sent + cardHeight / 2;
  const end = top + cardHeight / 2;
  const middle = (left + columnWidth + right) / 2;
  const bend = from === 0 ? '' : `H${middle - 8}q8 0 8-8V${end + 8}q0-8 8-8`;
  return html`<g class="tone-${tone}${tone === 'good' ? '' : ' ghost'}">
    <path class="link" d="M${left + columnWidth} ${start}${bend}H${right - 8}"/>
    <path class="head" d="M${right - 9} ${end - 6}v12l8-6z"/>
    ${mark(tone, middle, (start + end) / 2)}
  </g>`;
}
