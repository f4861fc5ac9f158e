import type { FlashExtent, FlashMap, FlashRegion } from './flash-map.ts';
import { type Html, html } from './html.ts';
import { formatSize, type Translate } from './report-texts.ts';

const width = 1000;
const barHeight = 46;
const stripHeight = 5;
/** Width of a character in the labels, in the units of the drawing. */
const characterWidth = 7;

/** A part of the flash drawn as one bar. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

/** A flash to scale, without an element around it; its width and height are the drawing's own units. */
export interface FlashMapDrawing {
  readonly width: number;
  readonly height: number;
  readonly body: Html;
}

/** The flash to scale, as a drawing for the page. */
export function flashMapSvg(map: FlashMap, translate: Translate): Html {
  const { height, body } = flashMapDrawing(map, translate);
  return html`<svg class="map" viewBox="0 0 ${width} ${height}" role="img">
    <title>${translate('map.title')}</title>
    ${body}
  </svg>`;
}

/**
 * What lies before the first app (bootloader, settings, otadata) is too narrow to be seen at that scale and drawn once
 * more below, enlarged.
 */
export function flashMapDrawing(map: FlashMap, translate: Translate): FlashMapDrawing {
  const whole = { from: 0, to: Math.max(1, map.flashSize), top: 22 };
  const start = crowdedStart(map);
  const lens = start === undefined ? undefined : { from: 0, to: start, top: 150 };
  return {
    width,
    height: lens === undefined ? 92 : 220,
    body: html`${bar(map, whole, translate('map.whole', { size: formatSize(whole.to) }))}
      ${lens && lensLines(lens, whole)}
      ${lens && bar(map, lens, translate('map.start', { size: formatSize(lens.to) }))}`,
  };
}

/** Where the first app begins, if what lies before it is crowded into a small part of the flash. */
function crowdedStart({ regions, flashSize }: FlashMap): number | undefined {
  const first = regions.find(({ kind }) => kind === 'app' || kind === 'running')?.offset ?? 0;
  return first > 0 && first <= flashSize / 6 ? first : undefined;
}

function bar(map: FlashMap, window: Window, caption: string): Html {
  const strips = [
    ...map.kept.map((extent) => strip(extent, window, 'kept')),
    ...map.written.map((extent) => strip(extent, window, 'written')),
  ];
  return html`<text class="caption" x="0" y="${window.top - 8}">${caption}</text>
    <rect class="free" x="0" y="${window.top}" width="${width}" height="${barHeight}"/>
    ${map.regions.map((region) => block(region, window))}
    ${strips}
    ${ticks(window)}`;
}

function block(region: FlashRegion, window: Window): Html | undefined {
  const place = span({ offset: region.offset, length: region.size }, window);
  if (place === undefined) return undefined;
  const middle = place.x + place.width / 2;
  return html`<g class="k-${region.kind}">
    <rect x="${round(place.x)}" y="${window.top}" width="${round(place.width)}" height="${barHeight}"/>
    ${lines(region, place.width).map(
      (line, index, all) =>
        html`<text x="${round(middle)}" y="${window.top + barHeight / 2 + 4.5 + (index - (all.length - 1) / 2) * 15}" class="${index === 0 ? 'name' : 'version'}">${line}</text>`,
    )}
  </g>`;
}

/** Label and version, as far as there is room. */
function lines({ label, version }: FlashRegion, room: number): string[] {
  return [label, version ?? ''].filter((text) => text !== '' && text.length * characterWidth + 6 <= room);
}

function strip(extent: FlashExtent, window: Window, change: 'written' | 'kept'): Html | undefined {
  const place = span(extent, window);
  return (
    place &&
    html`<rect class="c-${change}" x="${round(place.x)}" y="${window.top + barHeight + 2}" width="${round(place.width)}" height="${stripHeight}"/>`
  );
}

function ticks(window: Window): Html[] {
  const fractions = [0, 0.25, 0.5, 0.75, 1];
  const anchors = ['start', 'middle', 'middle', 'middle', 'end'];
  return fractions.map((fraction, index) => {
    const address = Math.round(window.from + (window.to - window.from) * fraction);
    return html`<text class="tick" x="${width * fraction}" y="${window.top + barHeight + 20}" text-anchor="${anchors[index]}">0x${address.toString(16)}</text>`;
  });
}

/** From the enlarged part to its place in the whole. */
function lensLines(lens: Window, whole: Window): Html {
  const right = (width * lens.to) / whole.to;
  const top = whole.top + barHeight + 26;
  const bottom = lens.top - 22;
  return html`<path class="lens" d="M0 ${top}V${bottom}M${round(right)} ${top}L${width} ${bottom}"/>`;
}

function span({ offset, length }: FlashExtent, { from, to }: Window): { x: number; width: number } | undefined {
  const start = Math.max(offset, from);
  const end = Math.min(offset + length, to);
  if (end <= start) return undefined;
  const scale = width / (to - from);
  return { x: (start - from) * scale, width: Math.max(1, (end - start) * scale) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
