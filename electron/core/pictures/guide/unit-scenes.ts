import { type Html, html } from '../../records/report/html.ts';
import { mark } from '../svg.ts';
import { boardOf, type GuideChip } from './boards.ts';
import { laptop } from './computer.ts';
import { arrow, at, bolt, cable, circle, keyhole, logLines, padlock, plugA } from './shapes.ts';

/** A chip seen from above, 132 by 132, with its pins; its middle is the origin. */
function chipBody(inside: Html): Html {
  const offsets = [-44, -22, 0, 22, 44];
  const pins = offsets.map((at) => `M${at}-66v-16M${at} 66v16M-66 ${at}h-16M66 ${at}h16`).join('');
  return html`<path class="pen" d="${pins}"/><rect class="solid" x="-66" y="-66" width="132" height="132" rx="10"/><path class="dot" d="${circle(-50, -50, 4)}"/>${inside}`;
}

/** A unit in a circle that never ends; a battery where its supply gives way. */
export function bootLoopScene(chip: GuideChip | undefined, fault: string | undefined): Html {
  const board = boardOf(chip);
  const scale = 0.66;
  const corner = { x: 168 - (board.width * scale) / 2, y: 138 - (board.height * scale) / 2 };
  const ring = 'M93 84A93 93 0 0 1 243 84M261 138A93 93 0 0 1 168 231M150 229A93 93 0 0 1 75 138';
  const heads = 'M244 64L243 84L224 80M184 244L168 231L184 217M64 154L75 138L90 151';
  return html`${at(corner, board.drawing, 0, scale)}
    <g class="tone-bad"><path class="accent" d="${ring}${heads}"/></g>
    ${fault === 'brownout' ? lowBattery : repeatedLog}`;
}

const lowBattery: Html = html`<rect class="solid" x="318" y="100" width="108" height="64" rx="9"/><rect class="soft" x="426" y="119" width="10" height="26" rx="3"/>
  <g class="tone-bad"><rect class="accent-solid" x="328" y="110" width="16" height="44" rx="3"/>${at({ x: 384, y: 132 }, bolt)}</g>`;

const repeatedLog: Html = html`${[0, 1, 2].map((round) => at({ x: 318, y: 66 + round * 52 }, html`${logLines([112, 74])}<g class="tone-bad"><path class="accent" d="M0 26H46"/></g>`))}`;

/** What arrives is jagged, and on the screen nobody can read it. */
export const noiseScene: Html = html`${cable('M284 219H500')}
  ${at({ x: 284, y: 219 }, plugA, 180)}
  ${at({ x: 48, y: 104 }, laptop(html`<path class="lines" d="M34 28h10M54 28h4M70 28h22M104 28h6M122 28h24M34 82h24M70 82h4M86 82h16M112 82h8M132 82h14M34 55h14M58 55h4M120 55h4M134 55h12"/>`))}
  <g class="tone-open">
    <path class="accent" d="M480 132h-20l-6 26-8-50-9 74-9-112-8 98-9-72-8 56-8-38-7 26-6-8h-20l-6-30-8 54-8-40-6 16H240M250 120l-12 12 12 12"/>
    ${at({ x: 138, y: 159 }, mark('open', 0, 0), 0, 1.9)}
  </g>`;

/** A sealed lock on the chip, and a wire that has burnt through. */
export const fuseDisabledScene: Html = html`${at({ x: 176, y: 140 }, chipBody(html`<g class="tone-bad">${at({ x: 0, y: -4 }, html`${padlock}<path class="accent" d="M-9 6L9 24M9 6L-9 24"/>`, 0, 1.25)}</g>`))}
  <path class="pen" d="M322 140H346M438 140H462"/>
  <rect class="solid" x="346" y="116" width="92" height="48" rx="10"/>
  <g class="tone-bad"><path class="accent" d="M346 140C360 128 368 128 380 136M404 146C416 152 426 150 438 140M386 126l4 6M396 128l-2 6M392 156l2-6"/></g>`;

/** Writing goes in, reading does not come out. */
export const secureDownloadScene: Html = html`${at({ x: 240, y: 146 }, chipBody(html`<g class="tone-help">${at({ x: 0, y: -4 }, html`${padlock}${keyhole}`, 0, 1.25)}</g>`), 0, 0.94)}
  <g class="tone-good">${at({ x: 52, y: 146 }, arrow(88))}</g>${at({ x: 94, y: 104 }, mark('good', 0, 0), 0, 1.5)}
  <g class="tone-bad"><path class="accent" d="M340 146h24M386 146h42M417 136l11 10-11 10" stroke-dasharray="none"/><path class="accent" d="M374 124V168"/></g>${at({ x: 396, y: 104 }, mark('bad', 0, 0), 0, 1.5)}`;

/** The unit is on the air again. */
export function doneScene(chip: GuideChip | undefined): Html {
  const board = boardOf(chip);
  const scale = 0.9;
  const corner = { x: 240 - (board.width * scale) / 2, y: 158 - (board.height * scale) / 2 };
  const half = (board.width * scale) / 2;
  const y = corner.y + 22;
  const waves = [1, 2, 3].map((wave) => {
    const x = half + wave * 18 - 4;
    const rise = 8 + wave * 12;
    const radius = 18 + wave * 22;
    return `M${240 - x} ${y - rise}A${radius} ${radius} 0 0 0 ${240 - x} ${y + rise}M${240 + x} ${y - rise}A${radius} ${radius} 0 0 1 ${240 + x} ${y + rise}`;
  });
  return html`<g class="tone-good"><path class="accent" d="${waves.join('')}"/></g>${at(corner, board.drawing, 0, scale)}${at({ x: corner.x + board.width * scale + 8, y: corner.y + board.height * scale - 14 }, mark('good', 0, 0), 0, 2.6)}`;
}
