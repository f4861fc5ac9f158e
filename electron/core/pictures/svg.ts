import { showInvisible } from '../records/escape-html.ts';
import { type Html, html, htmlText, styleElement } from '../records/report/html.ts';
import type { ReportTexts } from '../records/report/report-texts.ts';
import { pictureStyle } from './picture-style.ts';

/** The words of a picture, by `pictures:<path>`. */
export type PictureTexts = ReportTexts;

/** Text of a picture's own file. */
export function wordsOf(texts: PictureTexts): (path: string, params?: Parameters<PictureTexts>[1]) => string {
  return (path, params) => texts(`pictures:${path}`, params);
}

/** What somebody who cannot see the picture hears, how large it is and what is in it. */
export interface Drawing {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly body: Html;
}

/** A whole SVG document that needs nothing from outside and shows itself light or dark. */
export function svgDocument(drawing: Drawing, style: string = pictureStyle): string {
  return `${htmlText(svgElement(drawing, styleElement(style)))}\n`;
}

/** A drawing with its style, or without it for a page that has `pictureStyle` in its own. */
export function svgElement({ title, description, width, height, body }: Drawing, style?: Html): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="unstrand-picture" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <title>${title}</title>
    <desc>${description}</desc>
    ${style}
    <rect class="ground" width="${width}" height="${height}" rx="14"/>
    ${body}
  </svg>`;
}

const maxHintLength = 512;

/** What the eye gets when it rests on a thing: the name in full, or as much of it as anybody reads. */
export function hint(text: string): Html {
  return html`<title>${shorten([...text], maxHintLength)}</title>`;
}

const widths: readonly (readonly [RegExp, number])[] = [
  [/[iljtfrI.,:;'|()[\] ]/, 0.36],
  [/[WM@mw%<>=+&~]/, 0.95],
  [/[A-Z\d_\\/]/, 0.67],
  [/[\u0021-\u2e7f]/, 0.59],
];

/** As much of a text as fits, ended by an ellipsis where that is not all; room and font size in the drawing's units. */
export function fitText(text: string, room: number, fontSize: number): string {
  const characters = [...showInvisible(text.slice(0, maxHintLength))];
  const fitting = countFitting(characters, room, fontSize);
  return fitting === characters.length ? characters.join('') : shorten(characters, Math.max(1, fitting - 1));
}

/** A text in two lines at most. */
export function wrapText(text: string, room: number, fontSize: number): string[] {
  const characters = [...showInvisible(text.slice(0, maxHintLength))];
  const fitting = countFitting(characters, room, fontSize);
  if (fitting === characters.length) return [characters.join('')];
  const space = characters.lastIndexOf(' ', fitting);
  const end = space > 0 ? space : fitting;
  return [characters.slice(0, end).join(''), fitText(characters.slice(end).join('').trim(), room, fontSize)];
}

function countFitting(characters: readonly string[], room: number, fontSize: number): number {
  let width = 0;
  const beyond = characters.findIndex((character) => {
    width += fontSize * characterWidth(character);
    return width > room;
  });
  return beyond < 0 ? characters.length : beyond;
}

/** In parts of the font size, generously: fonts differ. */
function characterWidth(character: string): number {
  return widths.find(([characters]) => characters.test(character))?.[1] ?? 1.05;
}

function shorten(characters: readonly string[], length: number): string {
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length).join('').trimEnd()}…`;
}

/** What a mark says by shape as well as by colour. */
export type Tone = 'good' | 'bad' | 'help' | 'open' | 'soon';

const signs: Readonly<Record<Tone, string>> = {
  good: 'M-4.5 .5l3 3.2 6-7',
  bad: 'M-4-4l8 8M4-4l-8 8',
  help: 'M-5 0H5M0-5V5',
  open: 'M-3-2.2c0-4 6-4 6-.4 0 2.2-3 2.2-3 4.2M0 4.8v.2',
  soon: 'M0-3.5v4.5M0 5v.2',
};

const outlines: Readonly<Record<Tone, string>> = {
  good: 'M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0z',
  bad: 'M-4.2-10h8.4l5.8 5.8v8.4l-5.8 5.8h-8.4l-5.8-5.8v-8.4z',
  help: 'M-9-9h18v18h-18z',
  open: 'M0-12l12 12-12 12-12-12z',
  soon: 'M0-12l11.5 20h-23z',
};

/** A round tick, an eight-sided cross, a square plus, a question mark on a diamond or a warning triangle, around a middle. */
export function mark(tone: Tone, x: number, y: number): Html {
  return html`<g class="mark tone-${tone}" transform="translate(${x} ${y})"><path class="outline" d="${outlines[tone]}"/><path class="sign" d="${signs[tone]}"/></g>`;
}
