import { writeFileSync } from 'node:fs';
import { launchBrowser } from '../../test/support/browser.ts';
import { drawIcon, iconFile, iconSizes } from './draw-icon.ts';

/*
 * npm run -s icons
 * Draws unstrand.svg in every size, in the Chromium that the tests use. Run it when the drawing changes.
 */
const browser = await launchBrowser();
try {
  for (const size of iconSizes) writeFileSync(iconFile(size), await drawIcon(browser, size));
} finally {
  await browser.close();
}
