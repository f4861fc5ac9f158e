import type { FlashMap } from '../records/report/flash-map.ts';
import { flashMapDrawing } from '../records/report/flash-map-svg.ts';
import { html, htmlText, styleElement } from '../records/report/html.ts';
import { formatSize } from '../records/report/report-texts.ts';
import { pictureStyle } from './picture-style.ts';
import { type PictureTexts, svgElement } from './svg.ts';

const margin = 20;

/** The flash map as a document of its own, to scale, light or dark by where it stands. */
export function renderFlashSvg(map: FlashMap, texts: PictureTexts): string {
  const translate: PictureTexts = (path, params) => texts(`report:${path}`, params);
  const { width, height, body } = flashMapDrawing(map, translate);
  const drawing = {
    title: translate('map.title'),
    description: describeFlash(map, texts),
    width: width + 2 * margin,
    height: height + 2 * margin,
    body: html`<g class="map" transform="translate(${margin} ${margin})">${body}</g>`,
  };
  return htmlText(svgElement(drawing, styleElement(`${pictureStyle}${mapStyle}`)));
}

/** The same in words: every part with its place and size, in the order of addresses. */
export function describeFlash({ regions }: FlashMap, texts: PictureTexts): string {
  return regions
    .map(({ label, kind, offset, size, version, change }) =>
      [
        `0x${offset.toString(16)} ${label}, ${formatSize(size)}, ${texts(`report:map.kind.${kind}`)}`,
        ...(version === undefined ? [] : [version]),
        ...(change === undefined ? [] : [texts(`report:map.change.${change}`)]),
      ].join(', '),
    )
    .join('. ');
}

/** Colours of the report's map. */
const mapStyle = `
.unstrand-picture .map{--boot:#4a5266;--table:#767f95;--settings:#1b7f86;--selection:#9a6410;--app:#c9cdf3;--app-ink:#2a2f7d;--running:#3d45c4;--data:#a8cdb9;--data-ink:#16442d;--kept:#2f9e6b;--written:#d9482b}
@media screen and (prefers-color-scheme:dark){.unstrand-picture .map{--boot:#5a6376;--table:#6a7488;--settings:#1f7076;--selection:#8a5d1a;--app:#363c86;--app-ink:#d9dcff;--running:#5d66ea;--data:#2c5a43;--data-ink:#d3efe0;--kept:#4cc58c;--written:#ff7a5c}}
.unstrand-picture .map text{font-size:12px;fill:var(--muted);text-anchor:middle}
.unstrand-picture .map .caption{text-anchor:start;font-weight:600}
.unstrand-picture .map .tick{font-size:11px;text-anchor:start;font-variant-numeric:tabular-nums}
.unstrand-picture .map .tick[text-anchor=middle]{text-anchor:middle}
.unstrand-picture .map .tick[text-anchor=end]{text-anchor:end}
.unstrand-picture .map .free{fill:var(--panel);stroke:var(--line)}
.unstrand-picture .map g rect{stroke:var(--ground);stroke-width:1}
.unstrand-picture .map .name{font-size:12px;font-weight:650;fill:#fff}
.unstrand-picture .map .version{font-size:11px;fill:#fff}
.unstrand-picture .map .k-app text{fill:var(--app-ink)}
.unstrand-picture .map .k-data text{fill:var(--data-ink)}
.unstrand-picture .map .lens{fill:none;stroke:var(--muted);stroke-dasharray:3 3}
.unstrand-picture .k-boot{fill:var(--boot)}
.unstrand-picture .k-table{fill:var(--table)}
.unstrand-picture .k-settings{fill:var(--settings)}
.unstrand-picture .k-selection{fill:var(--selection)}
.unstrand-picture .k-app{fill:var(--app)}
.unstrand-picture .k-running{fill:var(--running)}
.unstrand-picture .k-data{fill:var(--data)}
.unstrand-picture .c-written{fill:var(--written)}
.unstrand-picture .c-kept{fill:var(--kept)}
`;
