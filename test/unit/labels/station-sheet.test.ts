import { beforeAll, expect, it } from 'vitest';
import { loadTexts, type Texts } from '../../../electron/cli/texts.ts';
import { renderStationSheet, stationCode } from '../../../electron/core/labels/station-sheet.ts';
import { drawSymbol } from '../../../electron/core/labels/symbol.ts';
import { readScan } from '../../../renderer/features/batch/scan.ts';

let texts: Texts;
beforeAll(async () => {
  texts = await loadTexts();
});

it('has a code for each station of a batch, which the batch screen reads as that station', () => {
  const page = renderStationSheet(32, texts);
  expect(page.match(/<li>/g)).toHaveLength(32);
  for (let number = 1; number <= 32; number++) {
    expect(page).toContain(`<span>Station ${number}</span>`);
    expect(page).toContain(drawSymbol('code128', stationCode(number)).path);
    const station = { number, port: 'COM1', plugged: true, phase: 'waiting' } as const;
    expect(readScan(stationCode(number), undefined, [station])).toEqual({ kind: 'station', station: number });
  }
});

it('keeps the quiet zone of each code, and needs nothing from elsewhere', () => {
  const page = renderStationSheet(1, texts);
  const { width, quietZone } = drawSymbol('code128', stationCode(1));
  expect(page).toContain(`viewBox="${-quietZone} 0 ${width + 2 * quietZone} 1"`);
  expect(page).toContain('@page{size:A4');
  expect(page).toMatch(/default-src 'none'|default-src &#39;none&#39;/);
  expect(page).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org)/);
});
