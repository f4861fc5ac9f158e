import { type Html, html } from '../records/report/html.ts';
import { fitText, hint, type Tone } from './svg.ts';

export const columnWidth = 380;
export const cardHeight = 76;
const inset = 16;
/** How much wider bold type is. */
const boldness = 1.12;

/** One certificate in the picture of a chain: three lines of text. */
export interface Card {
  readonly tone: Tone | 'idle';
  /** Dashed: something that is not there or plays no part. */
  readonly isGhost: boolean;
  readonly eyebrow: string;
  readonly name: string;
  /** The name in full. */
  readonly full: string;
  readonly line: string;
}

/** A card at its place; the lines are cut to its width and the full name is its hint. */
export function cardSvg({ tone, isGhost, eyebrow, name, full, line }: Card, x: number, y: number): Html {
  const room = columnWidth - 2 * inset;
  const isAlone = eyebrow === '' && line === '';
  return html`<g class="tone-${tone}${isGhost ? ' ghost' : ''}">
    ${hint(full)}
    <rect class="card" x="${x}" y="${y}" width="${columnWidth}" height="${cardHeight}" rx="9"/>
    ${isAlone ? undefined : html`<text class="eyebrow${tone === 'idle' ? '' : ' said'}" x="${x + inset}" y="${y + 22}">${fitText(eyebrow, room, 12)}</text>`}
    <text class="name" x="${x + inset}" y="${y + 43}">${fitText(name, room / boldness, 15)}</text>
    ${isAlone ? undefined : html`<text class="small${tone === 'bad' || tone === 'open' ? ' said' : ''}" x="${x + inset}" y="${y + 62}">${fitText(line, room, 12.5)}</text>`}
  </g>`;
}
