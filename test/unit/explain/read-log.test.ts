import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../../electron/core/explain/decode-log.ts';
import { explainLog } from '../../../electron/core/explain/explain-log.ts';
import { readLog } from '../../../electron/core/explain/read-log.ts';
import { publicLogs, seedCase } from './public-logs.ts';

const codesOf = (text: string) => explainLog(text).observations.map(({ code, line }) => `${line} ${code}`);
const seedCodes = codesOf(seedCase.log);
const lines = seedCase.log.trim().split('\n');

describe('pasted log', () => {
  it.each([
    ['with colours', lines.map((line) => `\x1b[0;31m${line}\x1b[0m`).join('\r\n')],
    ['with what is left of colours', lines.map((line) => `[0;31m${line}[0m`).join('\n')],
    ['with spelled-out colours', lines.map((line) => `<0x1b>[0;31m${line}\u241b[0m`).join('\n')],
    ['quoted in a forum or mail', lines.map((line) => `> >${line}`).join('\n')],
    ['escaped as HTML', lines.map((line) => `&gt; ${line}`).join('\n')],
    ['with the clock of a monitor', lines.map((line) => `15:25:36.881 -> ${line}`).join('\n')],
    ['with line noise', lines.map((line) => `\x00\ufffd\x07${line}\x9b\x1b]0;t\x07`).join('\n')],
    ['with old line ends', lines.join('\r')],
  ])('%s reads the same', (_, text) => expect(codesOf(text)).toEqual(seedCodes));

  it('on one line gives its entries one by one', () => {
    expect(codesOf(lines.join(' '))).toEqual(seedCodes.map((code) => code.replace(/^\d+/, '1')));
  });

  it('wrapped between words or within one gives what the whole entry says', () => {
    const wrapAt = (width: number) =>
      lines.map((line) => (line.length > width ? `${line.slice(0, width)}\n${line.slice(width)}` : line)).join('\n');
    for (let width = 48; width < 90; width++) {
      expect(explainLog(wrapAt(width)).causes[0]?.code).toBe('no-path-to-anchor');
    }
  });

  it('of UTF-16, as PowerShell writes it, is read', () => {
    const utf16 = (text: string) =>
      new Uint8Array([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer)]);
    expect(codesOf(decodeLog(utf16(seedCase.log)))).toEqual(seedCodes);
    expect(decodeLog(new TextEncoder().encode('\ufeffplain'))).toBe('plain');
    expect(decodeLog(new Uint8Array([0xfe, 0xff, 0, 0x41]))).toBe('A');
  });

  it('says the same thing once and counts', () => {
    const { observations } = explainLog(`${lines[0]}\nI (1) app: retry\n`.repeat(500));
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({ line: 1, lastLine: 999, count: 500 });
  });
});

describe('endless log', () => {
  const filler = 'I (123456) app: temperature 21.5, humidity 40, everything is fine here\n';
  const middle = filler.repeat(Math.ceil(50_000_000 / filler.length));
  const banner = 'I (24) boot: ESP-IDF v3.2 2nd stage bootloader\n';
  const endless = `${banner}${middle}${seedCase.log}`;

  it('of 50 MB is read at both ends only, and says what was left out', () => {
    const { lines: read, coverage } = readLog(endless);
    expect(coverage.characters).toBe(endless.length);
    expect(coverage.charactersRead).toBeLessThanOrEqual(4_000_000);
    expect(read.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4_000_000);
    expect(coverage.leftOut?.from).toBeGreaterThan(1);
    expect(coverage.lines).toBe(endless.trimEnd().split('\n').length);
  });

  it('keeps its first banner and its last failure, with their line numbers', () => {
    const explanation = explainLog(endless);
    expect(explanation.idfVersion).toMatchObject({ version: 'v3.2', line: 1 });
    expect(explanation.observations.map(({ line }) => line)).toEqual(
      [-2, -1, 0].map((back) => explanation.coverage.lines + back),
    );
  });

  it('without a single line break is read in part', () => {
    const { lines: read, coverage } = readLog('x'.repeat(10_000_000));
    expect(coverage).toEqual({ characters: 10_000_000, charactersRead: 4_000_000, lines: 1, leftOut: undefined });
    expect(read.every(({ text }) => text.length <= 1000)).toBe(true);
  });

  it('of ever new errors gives a bounded list', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `E (1) app: ESP_ERR_NEW_${i}`).join('\n');
    expect(explainLog(many).observations).toHaveLength(200);
  });
});

describe('hostile log', () => {
  const anyLog = fc.constantFrom(...publicLogs.map(({ log }) => log));

  it('of random text never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => void explainLog(text)));
  });

  it('of random bytes never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void explainLog(decodeLog(bytes))));
  });

  it('of a damaged real one never throws and points at lines that exist', () => {
    fc.assert(
      fc.property(
        anyLog,
        anyLog,
        fc.nat(400),
        fc.nat(60),
        fc.string({ unit: 'binary', maxLength: 30 }),
        (a, b, at, cut, noise) => {
          const text = a.slice(0, at) + noise + a.slice(at + cut) + b;
          const { observations, causes, coverage } = explainLog(text);
          for (const { line, lastLine } of observations) {
            expect(line).toBeGreaterThan(0);
            expect(lastLine).toBeGreaterThanOrEqual(line);
            expect(lastLine).toBeLessThanOrEqual(coverage.lines);
          }
          for (const { weight, because } of causes) {
            expect(weight).toBeGreaterThan(0);
            expect(weight).toBeLessThanOrEqual(100);
            for (const index of because) expect(observations[index]).toBeDefined();
          }
        },
      ),
    );
  });

  it('never echoes secrets or control characters', () => {
    const { observations } = explainLog(`W (1) wifi: connect to ap SSID:home password:s3cret reason: 15\x1b]0;x\x07
E (2) esp-tls: couldn't get hostname for :a.b: https://u:p@a.b/?token=abc`);
    expect(observations).toHaveLength(2);
    expect(JSON.stringify(observations)).not.toMatch(/s3cret|home|abc|\\u001b|\\u0007/);
  });
});
