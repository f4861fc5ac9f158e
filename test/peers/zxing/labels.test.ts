import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { loadTexts, type Texts } from '../../../electron/cli/texts.ts';
import { type LabelContent, type LabelSize, renderLabel } from '../../../electron/core/labels/label.ts';
import type { SymbolType } from '../../../electron/core/labels/symbol.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWithTool, pythonTool } from '../support/python.ts';

/** A barcode reader that shares nothing with our writer, and a drawer of SVG that is no browser. */
const zxing = await pythonTool('zxing-cpp', '3.1.1', 'zxingcpp', ['resvg-py==0.5.0', 'pillow==13.0.0']);

const formats: Readonly<Record<SymbolType, string>> = { code128: 'Code 128', qr: 'QR Code', datamatrix: 'Data Matrix' };
const content: LabelContent = {
  product: 'Seed Radio <b>&amp;',
  version: '2.0.0',
  mac: '24:6f:28:aa:bb:01',
  serial: undefined,
  date: '2026-11-24T12:00:00.000Z',
  workOrder: 'WO-4711',
  notes: ['simulated'],
};
const serials = ['SR-2019-004711', '0', 'a b/c:d;e%f^099', '<script>&"\'', '12345678901234567890'];

let texts: Texts;
beforeAll(async () => {
  texts = await loadTexts();
});

describeWithTool(zxing, 'labels under a barcode reader', (tool) => {
  it.each<[SymbolType, LabelSize | undefined]>([
    ['code128', undefined],
    ['qr', undefined],
    ['datamatrix', undefined],
    ['code128', { width: 100, height: 50 }],
    ['qr', { width: 50, height: 30 }],
    ['datamatrix', { width: 50, height: 30 }],
  ])('%s on %o says the MAC or the serial number, and nothing else', async (type, size) => {
    const folder = temporaryFolder();
    const labels = [content, ...serials.map((serial) => ({ ...content, serial }))];
    const paths = labels.map((label, index) => {
      const path = resolve(folder, `${index}.svg`);
      writeFileSync(path, renderLabel(label, type, texts, size));
      return path;
    });
    const { exitCode, output } = await tool.runScript(resolve('test/peers/zxing/read_codes.py'), paths);
    expect(exitCode, output).toBe(0);
    const expected = ['246F28AABB01', ...serials].map((text) => [{ format: formats[type], text }]);
    expect(JSON.parse(output)).toEqual(expected);
  });
});
