import { parseArgs } from 'node:util';
import { bleLinks, runBleCase } from './ble-case.ts';
import { type RadioCase, runSoftApCase } from './radio-cases.ts';

/**
 * `npm run bench:radio`: what pushing firmware without a cable takes over paced links, beside what the half-duplex protocol
 * allows on each and what PROTOCOLS §4.4 expects. About a minute. `--json` prints one document. Exit code 1 where a link
 * is used by less than nine tenths.
 */
const wantedShare = 0.9;
const estimatedBytes = 1_500_000;
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const cases: RadioCase[] = [await runSoftApCase()];
for (const link of bleLinks) cases.push(await runBleCase(link));
const figures = cases.map((found) => {
  const bytesPerSecond = (found.imageLength / found.transferMs) * 1000;
  return {
    ...found,
    bytesPerSecond,
    shareOfLimit: bytesPerSecond / found.limitBytesPerSecond,
    secondsFor1500kB: estimatedBytes / bytesPerSecond,
  };
});
const met = figures.every(({ shareOfLimit }) => shareOfLimit >= wantedShare);
console.log(values.json ? JSON.stringify({ schema: 1, figures, met }, undefined, 2) : figures.map(describe).join('\n'));
process.exitCode = met ? 0 : 1;

function describe(figure: (typeof figures)[number]): string {
  const { name, bytesPerSecond, limitBytesPerSecond, shareOfLimit, secondsFor1500kB, estimate } = figure;
  const rates = `${(bytesPerSecond / 1000).toFixed(1)} of ${(limitBytesPerSecond / 1000).toFixed(1)} kB/s`;
  const time = `1.5 MB in ${secondsFor1500kB.toFixed(0)} s (expected ${estimate.least}-${estimate.most})`;
  return `${shareOfLimit >= wantedShare ? 'ok    ' : 'missed'}  ${name}: ${rates} = ${shareOfLimit.toFixed(3)}; ${time}`;
}
