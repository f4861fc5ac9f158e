import { type Browser, chromium } from 'playwright';
import { findBrowser } from './find-browser.ts';

/** Nothing that a browser does by itself in the background may disturb a measurement or reach a network. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
];

/** Starts the browser; its own sandbox cannot be had by root. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('No browser was found');
  return chromium.launch({ executablePath, args: quiet, chromiumSandbox: process.getuid?.() !== 0 });
}
