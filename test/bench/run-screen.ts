import { describeScreen, runScreenCase } from './screen-case.ts';

/** `npm run bench:screen`: the batch screen with 32 stations at work (`-- 16` for fewer), as one line; `--json` as a document. */
const args = process.argv.slice(2);
const measured = await runScreenCase(args.includes('16') ? 16 : 32);
if (measured === undefined) throw new Error('no Chromium was found');
console.log(
  args.includes('--json') ? JSON.stringify({ schema: 1, ...measured }, undefined, 2) : describeScreen(measured),
);
