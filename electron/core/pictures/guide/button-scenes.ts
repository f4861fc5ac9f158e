import { type Html, html } from '../../records/report/html.ts';
import { type Board, boardOf, type GuideChip } from './boards.ts';
import { pointingHand, tapRays } from './finger.ts';
import { arrow, at, badge, cable, circle, guideHeight, guideWidth, type Point, plugSmall } from './shapes.ts';

const scale = 1.06;
/** The cable above the board. */
const cableRoom = 32;

/** A board with its socket above, so that a hand has room below; `side` is where BOOT is: 1 = right, -1 = left. */
interface Stage {
  readonly drawing: Html;
  readonly boot: Point;
  readonly reset: Point;
  readonly side: 1 | -1;
  readonly left: number;
  readonly right: number;
}

function stageOf(board: Board): Stage {
  const left = (guideWidth - board.width * scale) / 2;
  const right = guideWidth - left;
  const bottom = (guideHeight + cableRoom + board.height * scale) / 2;
  const turned = ({ x, y }: Point): Point => ({ x: right - x * scale, y: bottom - y * scale });
  const usb = turned(board.usb);
  const drawing = html`${cable(`M${usb.x}-20V${usb.y - 34}`)}${at({ x: usb.x, y: usb.y - 40 }, plugSmall, 90)}${at({ x: right, y: bottom }, board.drawing, 180, scale)}`;
  const boot = turned(board.boot);
  return { drawing, boot, reset: turned(board.reset), side: boot.x > guideWidth / 2 ? 1 : -1, left, right };
}

/** The hand with its fingertip at a point, coming from the side of BOOT. */
function hand({ x, y }: Point, side: 1 | -1): Html {
  return html`<g transform="translate(${x} ${y}) scale(${side} 1) rotate(11)">${pointingHand}</g>`;
}

/** A number and the name that is printed beside a button, reading away from the board. */
function name({ x, y }: Point, side: 1 | -1, number: number, text: string): Html {
  return html`${badge({ x, y }, number)}<text class="label" text-anchor="${side === 1 ? 'start' : 'end'}" x="${x + side * 20}" y="${y + 5.5}">${text}</text>`;
}

/** The BOOT button is held down, then the reset button is tapped. */
export function holdBootScene(chip: GuideChip | undefined): Html {
  const board = boardOf(chip);
  const { drawing, boot, reset, side, left, right } = stageOf(board);
  const edge = side === 1 ? left : right;
  const away = side === 1 ? -1 : 1;
  const near = side === 1 ? right : left;
  return html`${drawing}<g class="tone-help">
    <path class="glow" d="${circle(boot.x, boot.y, 27)}"/><path class="accent" d="${circle(boot.x, boot.y, 17)}"/>
    ${at(reset, tapRays, 0, 0.86)}
    <path class="pale" d="M${reset.x + away * 24} ${reset.y}H${edge + away * 22}"/>
    ${name({ x: edge + away * 40, y: reset.y }, away, 2, board.resetName)}
    ${hand(boot, side)}
    ${name({ x: near + side * 40, y: boot.y - 24 }, side, 1, 'BOOT')}
  </g>`;
}

/** The finger leaves the BOOT button. */
export function releaseBootScene(chip: GuideChip | undefined): Html {
  const { drawing, boot, side } = stageOf(boardOf(chip));
  return html`${drawing}<g class="tone-good">
    <path class="accent" d="${circle(boot.x, boot.y, 17)}"/>
    ${hand({ x: boot.x + side * 74, y: boot.y + 44 }, side)}
    <g transform="translate(${boot.x + side * 30} ${boot.y + 4}) scale(${side} 1) rotate(20)">${arrow(56)}</g>
  </g>`;
}
