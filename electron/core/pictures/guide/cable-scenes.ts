import { type Html, html } from '../../records/report/html.ts';
import { mark } from '../svg.ts';
import { boardOf, type GuideChip } from './boards.ts';
import { laptop, laptopSocket } from './computer.ts';
import { arrow, at, bolt, cable, exchange, logLines, plugA, plugSmall } from './shapes.ts';

/** A laptop, a cable in it, and the other end on its way into the unit. */
export function plugInScene(chip: GuideChip | undefined): Html {
  const { drawing, plug } = cabled(chip, 74, at({ x: 40, y: 38 }, logLines([70, 96, 52, 84])));
  return html`${drawing}<g class="tone-help">${at({ x: plug.x + 6, y: plug.y - 34 }, arrow(56))}</g>`;
}

/** The same with the plug in its socket: they hear each other. */
export function connectedScene(chip: GuideChip | undefined): Html {
  return cabled(chip, 29, at({ x: 90, y: 55 }, mark('good', 0, 0), 0, 2)).drawing;
}

const scale = 0.84;

/** Laptop, cable and unit; the small plug ends `gap` before the middle of the unit's socket. */
function cabled(chip: GuideChip | undefined, gap: number, onScreen: Html) {
  const board = boardOf(chip);
  const corner = { x: 456, y: 132 - board.usb.x * scale };
  const usb = { x: corner.x - board.usb.y * scale, y: 132 };
  const laptopAt = { x: 24, y: 90 };
  const socket = { x: laptopAt.x + laptopSocket.x * scale, y: laptopAt.y + laptopSocket.y * scale };
  const plug = { x: usb.x - gap, y: usb.y };
  const end = { x: socket.x + 58 * scale, y: socket.y };
  const drawing = html`${cable(`M${end.x} ${end.y}C${end.x + 62} ${end.y} ${plug.x - 52} ${plug.y} ${plug.x} ${plug.y}`)}
    ${at(end, plugA, 180, scale)}
    ${at(laptopAt, laptop(onScreen), 0, scale)}
    ${at(plug, plugSmall, 0, 0.9)}
    ${at(corner, board.drawing, 90, scale)}`;
  return { drawing, plug };
}

function cutCable(y: number, wires: readonly number[]): Html {
  const strands = wires.map((offset) => {
    const near = y + offset / 7;
    const far = y + offset;
    return `M200 ${near}C214 ${near} 212 ${far} 226 ${far}H278C292 ${far} 290 ${near} 304 ${near}`;
  });
  return html`<path class="accent" d="${strands.join('')}"/>${cable(`M152 ${y}H200M304 ${y}H350`)}
    ${at({ x: 154, y }, plugA, 180)}${at({ x: 348, y }, plugSmall)}`;
}

/** Two cables cut open: two wires carry power, four carry data as well. */
export const dataCableScene: Html = html`<g class="tone-bad">${cutCable(82, [-9, 9])}${at({ x: 56, y: 82 }, bolt)}</g>
  <path class="rule" d="M32 140H448"/>
  <g class="tone-good">${cutCable(198, [-21, -7, 7, 21])}${at({ x: 36, y: 198 }, bolt)}${at({ x: 66, y: 197 }, exchange, 0, 0.8)}</g>
  ${at({ x: 434, y: 82 }, mark('bad', 0, 0), 0, 1.5)}${at({ x: 434, y: 198 }, mark('good', 0, 0), 0, 1.5)}`;
