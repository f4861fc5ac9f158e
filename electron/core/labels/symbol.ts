import bwip from 'bwip-js/generic';

/** The kinds of codes that a label may have: for laser scanners, and for cameras. */
export type SymbolType = 'code128' | 'qr' | 'datamatrix';

/** A code as an SVG path of squares, one unit a module, without its quiet zone; a linear code is one module high. */
export interface DrawnSymbol {
  readonly width: number;
  readonly height: number;
  readonly path: string;
  /** Modules that have to stay white on each side (ISO/IEC 15417, 18004, 16022). */
  readonly quietZone: number;
}

const kinds = {
  code128: { bcid: 'code128', quietZone: 10, options: {} },
  qr: { bcid: 'qrcode', quietZone: 4, options: { eclevel: 'M' } },
  datamatrix: { bcid: 'datamatrix', quietZone: 2, options: {} },
} as const;

/** Draws printable ASCII as a code. Throws what the library throws for text that a code has no room for. */
export function drawSymbol(type: SymbolType, text: string): DrawnSymbol {
  const { bcid, quietZone, options } = kinds[type];
  const [symbol] = bwip.raw({ bcid, text, ...options });
  if (symbol === undefined) throw new RangeError(`no symbol for ${type}`);
  if ('sbs' in symbol) return { ...drawBars(symbol.sbs), height: 1, quietZone };
  const { pixs, pixx: width, pixy: height } = symbol;
  const rows = Array.from({ length: height }, (_, y) => drawRow(pixs.slice(y * width, (y + 1) * width), y));
  return { width, height, path: rows.join(''), quietZone };
}

/** Widths of bars and spaces in turn, a bar first. */
function drawBars(widths: readonly number[]): { readonly width: number; readonly path: string } {
  let x = 0;
  let path = '';
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) path += rectangle(x, 0, width);
    x += width;
  }
  return { width: x, path };
}

/** Neighbouring dark modules as one rectangle, so that no hairline of the paper shows between them. */
function drawRow(modules: readonly number[], y: number): string {
  let path = '';
  let start = 0;
  for (let x = 0; x <= modules.length; x++) {
    if (modules[x] === 1) continue;
    if (x > start) path += rectangle(start, y, x - start);
    start = x + 1;
  }
  return path;
}

function rectangle(x: number, y: number, width: number): string {
  return `M${x} ${y}h${width}v1h-${width}z`;
}
