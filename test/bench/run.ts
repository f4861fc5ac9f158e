import { parseArgs } from 'node:util';
import { benchDocument } from './bench-document.ts';
import { makeImages } from './payloads.ts';
import { runOwnCases, runStockCases } from './run-cases.ts';

/**
 * `npm run bench`: what inspecting and writing take on a paced virtual unit, beside the limits of wire and flash and
 * beside esptool-js as it is; what verdicts and the search for a rescue take; how long the app takes to start and how
 * large its page is; and what the batch screen costs a browser while 32 units are at work. About five minutes. `--json`
 * prints one document. Exit code 1 where a target is missed.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const images = makeImages();
const own = await runOwnCases(images);
const peakRssBytes = process.resourceUsage().maxRSS * 1024;
const stock = await runStockCases(images);
// Only now: what follows brings browsers, a bundler and the whole app, whose memory is not the loader's.
const { runTrustCases } = await import('./trust-cases.ts');
const { runScreenCase } = await import('./screen-case.ts');
const { runAppCase } = await import('./app-case.ts');
const { describeBench } = await import('./describe-bench.ts');
const trust = await runTrustCases();
const screen = await runScreenCase(32);
if (screen === undefined) console.warn('*** NOT MEASURED: the batch screen, because no Chromium was found ***');
const app = await runAppCase();
if (app.coldStartMs === undefined) console.warn('*** NOT MEASURED: the cold start, because no Chromium was found ***');
const bench = benchDocument(own, stock, trust, screen, peakRssBytes, app);
console.log(values.json ? JSON.stringify(bench, undefined, 2) : describeBench(bench));
process.exitCode = bench.met ? 0 : 1;
