import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';

/** Source of the app's icon. */
const source = join(import.meta.dirname, 'unstrand.svg');

/** Sizes that Linux desktops look for, in pixels; the largest is what the icons of Windows and macOS are made from. */
export const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;

/** File of one size, as electron-builder wants a folder of icons to be named. */
export function iconFile(size: number): string {
  return join(import.meta.dirname, 'png', `${size}x${size}.png`);
}

/** Draws the icon as PNG, the ground left transparent. */
export async function drawIcon(browser: Browser, size: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: 1 });
  try {
    const address = `data:image/svg+xml;base64,${readFileSync(source).toString('base64')}`;
    const style = 'body { margin: 0 } img { display: block; width: 100vw; height: 100vh }';
    await page.setContent(`<style>${style}</style><img src="${address}" alt="">`);
    return await page.screenshot({ omitBackground: true });
  } finally {
    await page.close();
  }
}
