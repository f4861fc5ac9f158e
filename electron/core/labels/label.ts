import { RecoveryError } from '../errors/recovery-error.ts';
import { fitText, type PictureTexts } from '../pictures/svg.ts';
import { showInvisible } from '../records/escape-html.ts';
import { type Html, html, htmlText } from '../records/report/html.ts';
import { type DrawnSymbol, drawSymbol, type SymbolType } from './symbol.ts';

/** What a label says. */
export interface LabelContent {
  readonly product: string;
  /** Undefined where no start of it was seen. */
  readonly version: string | undefined;
  /** `24:6f:28:aa:bb:01`. */
  readonly mac: string;
  readonly serial: string | undefined;
  /** ISO 8601; the day is printed. */
  readonly date: string;
  readonly workOrder: string | undefined;
  /** What nobody may overlook. */
  readonly notes: readonly LabelNote[];
}

export type LabelNote = 'simulated' | 'not-recovered';

/** Millimetres. */
export interface LabelSize {
  readonly width: number;
  readonly height: number;
}

/** The continuous roll that most label printers of repair centers have. */
export const defaultLabelSize: LabelSize = { width: 62, height: 29 };

const margin = 2;
const titleSize = 4;
const textSize = 2.6;
/** How much wider bold type is. */
const boldness = 1.12;
/** About 4.5 point. */
const smallestText = 1.6;
const firstLine = 5.4;
const pitch = 3.6;
const maxCodeLength = 80;
const maxTextLength = 200;
/** Below this hand scanners begin to fail (GS1 General Specifications 5.12: X-dimension in general distribution). */
const smallestModule = { code128: 0.19, qr: 0.25, datamatrix: 0.25 } as const;
const largestModule = { code128: 0.5, qr: 1, datamatrix: 1 } as const;

/**
 * A label as an SVG document in millimetres, black on white. Its code holds the serial number, else the MAC without
 * colons: what a scanner types into a field. Throws `label.unsuitable` where that is not printable ASCII or has no room.
 */
export function renderLabel(
  content: LabelContent,
  type: SymbolType,
  texts: PictureTexts,
  size: LabelSize = defaultLabelSize,
): string {
  const code = codeOf(content);
  const symbol = drawSymbol(type, code);
  const words = wordsOf(content, texts);
  const body = type === 'code128' ? linear(symbol, code, words, size) : matrix(symbol, type, words, size);
  return `${htmlText(html`<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}mm" height="${size.height}mm" font-family="Arial, Helvetica, sans-serif">
    <title>${[words.title, words.notes, ...words.lines, words.serial ?? ''].filter((text) => text !== '').join(', ')}</title>
    <rect width="${size.width}" height="${size.height}" fill="#fff"/>
    ${body}
  </svg>`)}\n`;
}

/** What the code of a label holds. */
function codeOf({ serial, mac }: LabelContent): string {
  const code = serial ?? mac.replaceAll(':', '').toUpperCase();
  if (code.length > maxCodeLength) throw unsuitable('length');
  if (!/^[\x20-\x7e]+$/.test(code)) throw unsuitable('sign');
  return code;
}

function unsuitable(reason: 'length' | 'sign' | 'room'): RecoveryError {
  return new RecoveryError('label.unsuitable', { reason });
}

interface Words {
  readonly title: string;
  readonly notes: string;
  readonly lines: readonly string[];
  readonly serial: string | undefined;
}

function wordsOf({ product, version, mac, serial, date, workOrder, notes }: LabelContent, texts: PictureTexts): Words {
  const line = (name: string, value: string | undefined) =>
    value === undefined ? [] : [texts(`label:${name}`, { value: value.slice(0, maxTextLength) })];
  return {
    title: product.slice(0, maxTextLength),
    notes: notes.map((note) => texts(`label:note.${note}`)).join(' · '),
    lines: [
      ...line('version', version),
      ...line('mac', mac),
      ...line('date', date.slice(0, 10)),
      ...line('work-order', workOrder),
    ],
    serial: line('serial', serial)[0],
  };
}

/** Words in two columns above, the bars as wide as the label allows, and what they say below. */
function linear(symbol: DrawnSymbol, code: string, { title, notes, lines, serial }: Words, size: LabelSize): Html {
  const { width, height } = size;
  const room = width - 2 * margin;
  const columns = [0.42 * room, 0.58 * room - margin] as const;
  const module = moduleSize(symbol, 'code128', room);
  const rows = [...(notes === '' ? [] : [[notes]]), ...pairs(lines)];
  const top = firstLine + rows.length * pitch + 1.2;
  const bottom = height - margin - textSize;
  if (bottom - top < 5) throw unsuitable('room');
  return html`
    ${titleSvg(title, margin, room)}
    ${rows.map((row, index) =>
      row.map((line, place) =>
        textSvg(
          line,
          margin + (place === 0 ? 0 : columns[0] + margin),
          firstLine + (index + 1) * pitch,
          row.length === 1 ? room : columns[place === 0 ? 0 : 1],
        ),
      ),
    )}
    <path transform="translate(${round((width - symbol.width * module) / 2)} ${round(top)}) scale(${round(module)} ${round(bottom - top)})" d="${symbol.path}"/>
    <text x="${width / 2}" y="${round(height - margin)}" font-size="${textSize}" text-anchor="middle">${fitText(serial ?? code, room, textSize)}</text>`;
}

function pairs(lines: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(lines.length / 2) }, (_, row) => lines.slice(2 * row, 2 * row + 2));
}

/** The code on the left, words on the right. */
function matrix(symbol: DrawnSymbol, type: 'qr' | 'datamatrix', words: Words, { width, height }: LabelSize): Html {
  const module = moduleSize(symbol, type, Math.min(height - margin, width * 0.42));
  const left = (symbol.width + 2 * symbol.quietZone) * module + margin;
  const room = width - left - margin;
  const lines = [words.notes, ...words.lines, words.serial ?? ''].filter((line) => line !== '');
  if (firstLine + lines.length * pitch > height - 0.5) throw unsuitable('room');
  const offset = round(symbol.quietZone * module);
  const down = round((height - symbol.height * module) / 2);
  return html`
    <path transform="translate(${offset} ${down}) scale(${round(module)})" d="${symbol.path}"/>
    ${titleSvg(words.title, left, room)}
    ${lines.map((line, index) => textSvg(line, left, firstLine + (index + 1) * pitch, room))}`;
}

/** Width of a module in millimetres, quiet zones included in the room. */
function moduleSize({ width, quietZone }: DrawnSymbol, type: SymbolType, room: number): number {
  const module = Math.min(largestModule[type], room / (width + 2 * quietZone));
  if (module < smallestModule[type]) throw unsuitable('room');
  return module;
}

function titleSvg(text: string, x: number, room: number): Html {
  const size = fittingSize(text, room / boldness, titleSize, textSize);
  return html`<text x="${round(x)}" y="${firstLine}" font-size="${size}" font-weight="bold">${fitText(text, room / boldness, size)}</text>`;
}

function textSvg(text: string, x: number, y: number, room: number): Html {
  const size = fittingSize(text, room, textSize, smallestText);
  return html`<text x="${round(x)}" y="${round(y)}" font-size="${size}">${fitText(text, room, size)}</text>`;
}

/** Text that is too long is set smaller before it is cut, so that a MAC is whole on every label. */
function fittingSize(text: string, room: number, largest: number, smallest: number): number {
  for (let size = largest; size > smallest; size = round(size - 0.2)) {
    if (fitText(text, room, size) === showInvisible(text)) return size;
  }
  return smallest;
}

function round(mm: number): number {
  return Math.round(mm * 1000) / 1000;
}
