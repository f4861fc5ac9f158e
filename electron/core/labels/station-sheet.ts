import { encodeBase64 } from '../bytes/base64.ts';
import { sha256 } from '../bytes/digest.ts';
import type { PictureTexts } from '../pictures/svg.ts';
import { type Html, html, htmlText, styleElement } from '../records/report/html.ts';
import { drawSymbol } from './symbol.ts';

/** 32 codes on one A4 page: bars of 0.4 mm or wider, which laser and hand scanners read from an arm's length. */
const style = `
@page{size:A4;margin:10mm}
*{box-sizing:border-box;margin:0}
body{padding:6mm;background:#fff;color:#000;font:11pt Arial,Helvetica,sans-serif}
h1{font-size:14pt}
p{margin:1mm 0 4mm;font-size:9pt}
ol{display:grid;grid-template-columns:repeat(4,1fr);margin:0;padding:0 .3mm 0 0;list-style:none}
li{display:flex;flex-direction:column;align-items:center;justify-content:space-between;height:30.5mm;padding:2mm;border:.2mm dashed #999;break-inside:avoid}
li span{font-size:13pt;font-weight:700}
svg{display:block;width:40mm;height:13mm}
code{font-size:8pt}
@media print{body{padding:0}}
`;

const contentPolicy = `default-src 'none'; style-src 'sha256-${encodeBase64(sha256(new TextEncoder().encode(style)))}'; base-uri 'none'; form-action 'none'`;

/** What the code of a station holds: a scan that begins with this sign names a station, any other is a serial number. */
export function stationCode(number: number): string {
  return `#${number}`;
}

/** A printable page with the codes of the stations 1 to `count`, without script or outside resources. */
export function renderStationSheet(count: number, texts: PictureTexts): string {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const page = html`<html lang="${texts('report:language')}"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
    <title>${texts('label:sheet.title')}</title>${styleElement(style)}</head>
    <body><h1>${texts('label:sheet.title')}</h1><p>${texts('label:sheet.hint')}</p>
    <ol>${numbers.map((number) => station(number, texts))}</ol></body></html>`;
  return `<!doctype html>\n${htmlText(page)}\n`;
}

function station(number: number, texts: PictureTexts): Html {
  const code = stationCode(number);
  const { width, quietZone, path } = drawSymbol('code128', code);
  return html`<li><span>${texts('label:sheet.station', { number })}</span>
    <svg viewBox="${-quietZone} 0 ${width + 2 * quietZone} 1" preserveAspectRatio="none" role="img" aria-label="${code}"><path d="${path}"/></svg>
    <code>${code}</code></li>`;
}
