import { describeBatch, runBatchCase } from './batch-case.ts';

/** `npm run bench:batch [units]`: a batch of paced units (32), all in one process, as one line; `--json` as a document. */
const args = process.argv.slice(2);
const measured = await runBatchCase(Number(args.find((arg) => /^\d+$/.test(arg)) ?? 32));
console.log(
  args.includes('--json') ? JSON.stringify({ schema: 1, ...measured }, undefined, 2) : describeBatch(measured),
);
