import type { BenchDocument } from './bench-document.ts';
import { describeScreen } from './screen-case.ts';
import { isOutOfReach, type Target } from './targets.ts';

type InspectFigures = BenchDocument['inspect']['known'];
type WriteFigures = BenchDocument['write']['typical']['own'];
type RewriteFigures = BenchDocument['rewrite']['identical'];

/** The figures as tables for people, and one line a target. */
export function describeBench({
  model,
  machine,
  inspect,
  write,
  rewrite,
  screen,
  peakRssBytes,
  targets,
}: BenchDocument): string {
  const { known, unknown } = inspect;
  return [
    `ESP32 at ${model.baudRate} baud, ${model.usbLatencyMs} ms USB latency; flash: erase ${model.eraseBlockMs} ms per 64 KiB or ${model.eraseSectorMs} ms per 4 KiB, ${model.programPageMs} ms per page`,
    `Node ${machine.node}, ${machine.cores} cores, load ${machine.load.toFixed(1)}`,
    '',
    table(
      ['Inspect', 'time', 'bytes in', 'bytes out', 'requests', 'CPU'],
      [
        ['known release, by hash', ...inspectCells(known)],
        ['unknown release', ...inspectCells(unknown)],
      ],
    ),
    '',
    table(
      ['Write 1 MiB', 'transfer', 'verified', 'kB/s', 'wire limit', 'flash limit', 'of limit', 'requests', 'CPU s/MiB'],
      [
        ['incompressible', ...writeCells(write.incompressible.own)],
        ['  stock esptool-js', ...writeCells(write.incompressible.stock)],
        ['typical firmware', ...writeCells(write.typical.own)],
        ['  stock esptool-js', ...writeCells(write.typical.stock)],
      ],
    ),
    '',
    table(
      ['Rewrite 1 MiB', 'time', 'wire limit', 'flash limit', 'bytes out', 'requests', 'CPU s/MiB'],
      [
        ['identical', ...rewriteCells(rewrite.identical)],
        ['5 % changed', ...rewriteCells(rewrite.partlyChanged)],
      ],
    ),
    '',
    `Peak memory ${megabytes(peakRssBytes)}`,
    screen === undefined ? 'The batch screen was not measured: no Chromium' : describeScreen(screen),
    '',
    ...targets.map(describeTarget),
  ].join('\n');
}

function inspectCells({ ms, bytesIn, bytesOut, requests, cpuSeconds }: InspectFigures): string[] {
  return [seconds(ms), `${bytesIn}`, `${bytesOut}`, `${requests}`, `${cpuSeconds.toFixed(2)} s`];
}

function writeCells(measured: WriteFigures): string[] {
  const { transferMs, ms, bytesPerSecond, wireLimit, flashLimit, shareOfLimit, requests, cpuSecondsPerMebibyte } =
    measured;
  const rates = [bytesPerSecond, wireLimit, flashLimit].map((rate) => (rate / 1000).toFixed(1));
  return [
    seconds(transferMs),
    seconds(ms),
    ...rates,
    shareOfLimit.toFixed(3),
    `${requests}`,
    cpuSecondsPerMebibyte.toFixed(2),
  ];
}

function rewriteCells(measured: RewriteFigures): string[] {
  const { ms, wireLimitMs, flashLimitMs, bytesOut, requests, cpuSecondsPerMebibyte } = measured;
  const times = [ms, wireLimitMs, flashLimitMs].map(seconds);
  return [...times, `${bytesOut}`, `${requests}`, cpuSecondsPerMebibyte.toFixed(2)];
}

function describeTarget(target: Target): string {
  const { name, value, unit, atMost, atLeast, ceiling, met } = target;
  const digits = unit === 'MB' || unit === 'kB' ? 0 : unit === 'x' ? 3 : 2;
  const wanted = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  const note = isOutOfReach(target) ? `; nothing faster than ${ceiling?.toFixed(3)} fits through this wire` : '';
  return `${met ? 'ok    ' : 'missed'}  ${name}: ${value.toFixed(digits)} ${unit} (${wanted}${note})`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return lines.map((line) => line.map(pad).join('  ')).join('\n');
}
