import { type Html, html } from '../../records/report/html.ts';

/** Size of every guide picture, in its own units. */
export const guideWidth = 480;
export const guideHeight = 280;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A piece moved to a place, and turned (degrees, clockwise) and scaled there. */
export function at({ x, y }: Point, piece: Html, turn = 0, scale = 1): Html {
  return html`<g transform="translate(${x} ${y}) rotate(${turn}) scale(${scale})">${piece}</g>`;
}

/** Path data of a circle. */
export function circle(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
}

/** A cable along a path: two lines of the pen with paper between them. */
export function cable(path: string): Html {
  return html`<path class="sheath" d="${path}"/><path class="core" d="${path}"/>`;
}

/** A USB-A plug that points to the right; its cable leaves at the origin. */
export const plugA: Html = html`<rect class="solid" x="34" y="-11" width="24" height="22" rx="1.5"/>
  <path class="thin" d="M43-5h6M43 5h6"/>
  <path class="soft" d="M0-7L8-15H34V15H8L0 7z"/>`;

/** A small plug (micro-USB or USB-C) that points to the right; its cable leaves at the origin. */
export const plugSmall: Html = html`<rect class="solid" x="30" y="-7" width="16" height="14" rx="4"/>
  <rect class="soft" x="0" y="-12" width="30" height="24" rx="6"/>`;

/** An arrow from the origin to the right, in the tone around it. */
export function arrow(length: number): Html {
  return html`<path class="accent" d="M0 0H${length}M${length - 11}-10L${length} 0L${length - 11} 10"/>`;
}

/** A number on a disc: the order in which things are done. */
export function badge({ x, y }: Point, number: number): Html {
  return html`<path class="accent-solid" d="${circle(x, y, 12)}"/><text class="number" x="${x}" y="${y + 5.2}">${number}</text>`;
}

/** Power. Its middle is the origin. */
export const bolt: Html = html`<path class="accent-solid" d="M3-15L-9 3H-1L-4 15L9-4H1z"/>`;

/** Data to and fro. Its middle is the origin. */
export const exchange: Html = html`<path class="accent" d="M-13-6H13M7-12L13-6L7 0M13 8H-13M-7 2L-13 8L-7 14"/>`;

/** A closed padlock; its middle is the origin. */
export const padlock: Html = html`<path class="accent" d="M-15-6V-18a15 15 0 0 1 30 0V-6"/>
  <rect class="accent-soft" x="-25" y="-6" width="50" height="38" rx="7"/>`;

export const keyhole: Html = html`<path class="accent-solid" d="${circle(0, 8, 4)}M0 10V19"/>`;

/** A key whose bit points to the left; the bow is right of the origin. */
export const key: Html = html`<path class="accent" d="${circle(22, 0, 17)}M5 0H-46M-46 0V14M-32 0V11"/><path class="accent-solid" d="${circle(27, 0, 2.5)}"/>`;

/** A log: rows of grey of different length. */
export function logLines(widths: readonly number[], gap = 13): Html {
  return html`<path class="lines" d="${widths.map((width, index) => `M0 ${index * gap}h${width}`).join('')}"/>`;
}
