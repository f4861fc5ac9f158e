import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawIcon, iconFile, iconSizes } from '../../resources/icons/draw-icon.ts';
import { launchBrowser } from '../support/browser.ts';
import { describeInBrowser } from '../support/find-browser.ts';

describeInBrowser('the icons', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it.each(iconSizes)('of %i pixels are of the drawing as it is now', async (size) => {
    const drawn = await drawIcon(browser, size);
    const kept = readFileSync(iconFile(size));
    expect(await difference(browser, drawn, kept, size)).toBeLessThan(0.01);
  });
});

/** Mean difference of all colour values, 0 to 1: two browsers need not smooth edges alike. */
async function difference(browser: Browser, a: Buffer, b: Buffer, size: number): Promise<number> {
  const page = await browser.newPage();
  try {
    return await page.evaluate(
      async ([first, second, side]) => {
        const pixelsOf = async (base64: string) => {
          const image = new Image();
          image.src = `data:image/png;base64,${base64}`;
          await image.decode();
          const canvas = new OffscreenCanvas(side, side).getContext('2d');
          canvas?.drawImage(image, 0, 0);
          return canvas?.getImageData(0, 0, side, side).data ?? new Uint8ClampedArray();
        };
        const [left, right] = [await pixelsOf(first), await pixelsOf(second)];
        const sum = left.reduce((total, value, index) => total + Math.abs(value - (right[index] ?? 255)), 0);
        return sum / (left.length * 255);
      },
      [a.toString('base64'), b.toString('base64'), size] as const,
    );
  } finally {
    await page.close();
  }
}
