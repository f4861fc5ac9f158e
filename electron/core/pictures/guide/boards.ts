import type { ChipFamily } from '../../chips/chip.ts';
import { type Html, html } from '../../records/report/html.ts';
import { circle, type Point } from './shapes.ts';

/** Chips whose boards are drawn; the ESP32-S3's is drawn for guides although the chip is not supported yet. */
export type GuideChip = ChipFamily | 'ESP32-S3';

/** A board seen from above, USB below, as its maker sells it: products differ, the order of things is alike. */
export interface Board {
  readonly width: number;
  readonly height: number;
  /** The middle of the socket's opening. */
  readonly usb: Point;
  readonly boot: Point;
  readonly reset: Point;
  /** What is printed beside the button. */
  readonly resetName: 'EN' | 'RST';
  readonly drawing: Html;
}

const pinPitch = 11;

/** Two rows of pins, from a height to another. */
function pins(width: number, from: number, to: number): Html {
  const rows = Array.from({ length: Math.floor((to - from) / pinPitch) + 1 }, (_, index) => from + index * pinPitch);
  const path = rows.map((y) => `${circle(7, y, 1.9)}${circle(width - 7, y, 1.9)}`).join('');
  return html`<path class="dot" d="${path}"/>`;
}

function pcb(width: number, height: number): Html {
  return html`<rect class="solid" width="${width}" height="${height}" rx="8"/>`;
}

/** A radio module: its antenna above, its can below. */
function radioModule(x: number, y: number, width: number, height: number): Html {
  const turns = Math.floor((width - 16) / 12);
  const antenna = `M${x + 8} ${y + 17}V${y + 7}${'h6v9h6v-9'.repeat(turns)}`;
  return html`<rect class="soft" x="${x}" y="${y}" width="${width}" height="${height}" rx="3"/>
    <path class="thin" d="${antenna}"/>
    <rect class="solid" x="${x + 6}" y="${y + 24}" width="${width - 12}" height="${height - 30}" rx="3"/>`;
}

function button({ x, y }: Point): Html {
  return html`<rect class="soft" x="${x - 11}" y="${y - 11}" width="22" height="22" rx="4"/><path class="solid" d="${circle(x, y, 6)}"/>`;
}

function socket({ x, y }: Point): Html {
  return html`<rect class="soft" x="${x - 15}" y="${y - 26}" width="30" height="26" rx="4"/><path class="thin" d="M${x - 8} ${y - 6}h16"/>`;
}

function bridge(x: number, y: number): Html {
  return html`<rect class="soft" x="${x}" y="${y}" width="18" height="18" rx="2"/><path class="dot" d="${circle(x + 5, y + 5, 1.4)}"/>`;
}

const devKit: Board = {
  width: 108,
  height: 196,
  usb: { x: 54, y: 201 },
  reset: { x: 23, y: 173 },
  boot: { x: 85, y: 173 },
  resetName: 'EN',
  drawing: html`${pcb(108, 196)}${pins(108, 16, 150)}${radioModule(20, 9, 68, 96)}${bridge(45, 122)}${button({ x: 23, y: 173 })}${button({ x: 85, y: 173 })}${socket({ x: 54, y: 201 })}`,
};

/** Small, one socket, the module as wide as the board. */
const smallBoard: Board = {
  width: 102,
  height: 158,
  usb: { x: 51, y: 163 },
  reset: { x: 20, y: 134 },
  boot: { x: 82, y: 134 },
  resetName: 'RST',
  drawing: html`${pcb(102, 158)}${pins(102, 20, 114)}${radioModule(21, 8, 60, 72)}${bridge(42, 98)}${button({ x: 20, y: 134 })}${button({ x: 82, y: 134 })}${socket({ x: 51, y: 163 })}`,
};

/** Two sockets side by side, buttons above them. */
const twoSockets: Board = {
  width: 120,
  height: 196,
  usb: { x: 38, y: 201 },
  reset: { x: 86, y: 145 },
  boot: { x: 34, y: 145 },
  resetName: 'RST',
  drawing: html`${pcb(120, 196)}${pins(120, 16, 178)}${radioModule(24, 9, 72, 100)}${bridge(51, 118)}${button({ x: 86, y: 145 })}${button({ x: 34, y: 145 })}${socket({ x: 38, y: 201 })}${socket({ x: 82, y: 201 })}`,
};

const boards: Readonly<Record<GuideChip, Board>> = {
  ESP32: devKit,
  'ESP32-C3': smallBoard,
  'ESP32-S3': twoSockets,
};

/** The board of a chip; the most common one where the chip is not known. */
export function boardOf(chip: GuideChip | undefined): Board {
  return boards[chip ?? 'ESP32'];
}
