import { type Html, html } from '../../records/report/html.ts';
import { mark } from '../svg.ts';
import { laptop, programWindow } from './computer.ts';
import { arrow, at, cable, circle, key, keyhole, logLines, padlock, plugA } from './shapes.ts';

/** A piece of a jigsaw, 46 wide, its knob above; the same path is the gap that it fills. */
const piece = 'M0 0H15C12-5 11-15 23-15S34-5 31 0H46V15C51 12 61 11 61 23S51 34 46 31V46H0z';

/** A page with a folded corner, 72 by 96. */
const page = 'M8 0H48L72 24V88a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8z';

/** The cable is in, a piece is missing on the computer, and here it comes. */
export const driverMissingScene: Html = html`${cable('M284 219H500')}
  ${at({ x: 284, y: 219 }, plugA, 180)}
  ${at({ x: 48, y: 104 }, laptop(html`<path class="slot" d="${piece}" transform="translate(62 38)"/>`))}
  <g class="tone-help"><path class="accent-soft" d="${piece}" transform="translate(264 46)"/>
  <path class="accent" d="M252 66C214 60 184 74 170 112M164 96L169 114L186 106"/></g>`;

/** The socket is locked; a key is on its way. */
export const noPermissionScene: Html = html`${cable('M284 203H500')}
  ${at({ x: 284, y: 203 }, plugA, 180)}
  ${at({ x: 48, y: 88 }, laptop(html``))}
  <g class="tone-bad">${at({ x: 138, y: 138 }, html`${padlock}${keyhole}`, 0, 1)}</g>
  <g class="tone-help">${at({ x: 330, y: 84 }, key, -14)}${at({ x: 262, y: 108 }, arrow(42), 166)}</g>`;

/** Two programs want the one port: another has it, ours does not get it. */
export const portBusyScene: Html = html`<g class="tone-bad">${at({ x: 40, y: 34 }, programWindow(html`<path class="accent" d="M18 42l12 10-12 10M38 64H60"/>`))}</g>
  <g class="tone-idle">${at({ x: 40, y: 154 }, programWindow(at({ x: 18, y: 44 }, logLines([90, 60, 76]))))}</g>
  ${cable('M190 80H250C290 80 280 140 318 140')}
  ${at({ x: 316, y: 140 }, plugA)}
  <path class="pale" d="M196 200H226" stroke-dasharray="5 7"/>
  ${at({ x: 252, y: 200 }, mark('bad', 0, 0), 0, 1.5)}
  <rect class="soft" x="372" y="96" width="76" height="88" rx="12"/>
  <rect class="solid" x="372" y="120" width="30" height="40" rx="3"/>
  <path class="dot" d="${circle(424, 116, 3.5)}"/>`;

/** A document that came by mail goes into the computer. */
export const openFileScene: Html = html`${at({ x: 40, y: 92 }, laptop(html`<path class="slot" d="${page}" transform="translate(64 21) scale(.66)"/>`), 0, 1.12)}
  ${at({ x: 318, y: 52 }, html`<path class="solid" d="${page}"/><path class="pen" d="M48 0V24H72"/><g class="tone-help"><path class="accent" d="M16 66C30 66 26 44 36 44S42 66 56 66"/></g>`, 0, 1.2)}
  <g class="tone-help"><path class="accent" d="M300 84C238 66 190 78 152 120M150 101L150 122L171 121"/></g>`;
