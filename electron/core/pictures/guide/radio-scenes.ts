import { type Html, html } from '../../records/report/html.ts';
import { mark } from '../svg.ts';
import { boardOf, type GuideChip } from './boards.ts';
import { laptop } from './computer.ts';
import { at, circle, logLines, type Point, padlock } from './shapes.ts';

/** Three waves that leave a point to one side, 1 = right. */
function wavesFrom({ x, y }: Point, side: 1 | -1): Html {
  const arcs = [18, 36, 54].map((radius) => {
    const rise = radius * 0.62;
    return `M${x + side * radius * 0.78} ${y - rise}A${radius} ${radius} 0 0 ${side === 1 ? 1 : 0} ${x + side * radius * 0.78} ${y + rise}`;
  });
  return html`<path class="accent" d="${arcs.join('')}"/>`;
}

/** A laptop and the unit speak through the air: no cable between them. */
export function nearbyScene(chip: GuideChip | undefined): Html {
  const board = boardOf(chip);
  const scale = 0.92;
  const corner = { x: 346, y: 140 - (board.height * scale) / 2 };
  return html`${at({ x: 26, y: 78 }, laptop(at({ x: 90, y: 55 }, mark('good', 0, 0), 0, 2)))}
    <g class="tone-help">${wavesFrom({ x: 210, y: 140 }, 1)}${wavesFrom({ x: 338, y: 140 }, -1)}</g>
    ${at(corner, board.drawing, 0, scale)}`;
}

/** Modules of a square code that says nothing; corners as such codes have them. */
const modules =
  'M46 4h6v6h-6zM46 12h6v6h-6zM44 24h6v6h-6zM4 46h6v6h-6zM14 44h6v6h-6zM28 70h12v6h-12zM26 46h6v12h-6zM38 42h6v6h-6zM50 38h6v12h-6zM62 34h6v6h-6zM38 56h12v6h-12zM58 56h6v6h-6zM68 48h6v12h-6zM38 68h6v6h-6zM52 68h12v6h-12zM70 68h6v6h-6zM70 20h6v6h-6z';
const corners = [
  [4, 4],
  [56, 4],
  [4, 56],
].map(
  ([x = 0, y = 0]) =>
    html`<rect class="thin" x="${x}" y="${y}" width="20" height="20"/><rect class="dot" x="${x + 6}" y="${y + 6}" width="8" height="8"/>`,
);
const squareCode: Html = html`<rect class="solid" width="80" height="80" rx="4"/><path class="dot" d="${modules}"/>${corners}`;

/** The back of a unit with its label: a square code, and the code in signs below, which is pointed at. */
export const labelCodeScene: Html = html`<rect class="soft" x="60" y="34" width="360" height="212" rx="26"/>
  <path class="thin" d="${[90, 390].flatMap((x) => [60, 220].map((y) => circle(x, y, 7))).join('')}"/>
  <rect class="solid" x="116" y="60" width="248" height="160" rx="10"/>
  ${at({ x: 134, y: 78 }, squareCode)}
  ${at({ x: 238, y: 92 }, logLines([104, 76, 92], 18))}
  <g class="tone-help"><rect class="accent-soft" x="134" y="172" width="212" height="34" rx="8"/></g>
  <text class="label" x="240" y="195" text-anchor="middle">a7 K3 9f Q2</text>
  <g class="tone-help"><path class="accent" d="M452 110C456 160 420 190 362 190M380 172L361 190L382 206"/></g>`;

/** A list of networks on a laptop; the third one, the unit's own, is chosen. */
export function joinWifiScene(chip: GuideChip | undefined): Html {
  const board = boardOf(chip);
  const scale = 0.82;
  const corner = { x: 368, y: 140 - (board.height * scale) / 2 };
  const row = (y: number, width: number) =>
    html`<path class="lines" d="M40 ${y}h${width}"/>${fan({ x: 140, y: y + 3 })}`;
  return html`${at(
    { x: 24, y: 58 },
    html`${laptop(html`${row(30, 62)}${row(80, 50)}<g class="tone-help"><rect class="accent-soft" x="30" y="42" width="122" height="26" rx="6"/><path class="accent" d="M40 55h52"/>${fan({ x: 138, y: 59 })}</g>`)}`,
    0,
    1.3,
  )}
    <g class="tone-help">${wavesFrom({ x: 360, y: 140 }, -1)}</g>
    ${at(corner, board.drawing, 0, scale)}`;
}

/** The sign for Wi-Fi, small; its foot is the point. */
function fan({ x, y }: Point): Html {
  return html`<path class="thin" d="M${x - 7} ${y - 7}a10 10 0 0 1 14 0M${x - 3.5} ${y - 3.5}a5 5 0 0 1 7 0"/><path class="dot" d="${circle(x, y, 1.4)}"/>`;
}

/** The computer's radio is locked or switched off. */
export const radioOffScene: Html = html`${at({ x: 60, y: 50 }, laptop(html`<g class="tone-idle"><rect class="accent-soft" x="62" y="38" width="56" height="32" rx="16"/><path class="accent-solid" d="${circle(78, 54, 10)}"/></g>`), 0, 1.4)}
  <g class="tone-bad">${at({ x: 384, y: 138 }, padlock, 0, 1.1)}</g>`;
