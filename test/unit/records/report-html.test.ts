import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../../electron/core/records/escape-html.ts';
import type { RecordBody } from '../../../electron/core/records/record.ts';
import { parseRecordBody } from '../../../electron/core/records/record-schema.ts';
import { type ReportTexts, renderReportHtml } from '../../../electron/core/records/report-html.ts';
import { chainOf } from '../../support/record-chain.ts';
import { oddRecord, recordVariations } from '../../support/record-variations.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { sampleRecord, sampleSimulatedRecord } from '../../support/sample-record.ts';

async function render(...bodies: RecordBody[]): Promise<string> {
  return renderReportHtml(await chainOf(bodies), englishTexts);
}

/** Start and end tags with the names of their attributes, as the tokenizer of a browser sees a well-formed page. */
function tagsOf(page: string): string[] {
  const tag = /<(\/?[a-zA-Z][^\s/>]*)((?:[^<>"']|"[^"]*")*)>|<!doctype html>/g;
  return [...page.matchAll(tag)].map(
    ([, name = 'doctype', attributes = '']) =>
      `${name} ${[...attributes.matchAll(/([\w-]+)="[^"]*"/g)].map((match) => match[1]).join(' ')}`,
  );
}

/** The page with its tags taken out: what is left must hold no markup at all. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<\/?[a-zA-Z](?:[^<>"']|"[^"<>]*")*>|<!doctype html>/g, '');
}

/** The value with every string in it made into another one. */
function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((member) => mapStrings(member, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapStrings(member, map)]));
}

const attacks = [
  '</td><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><svg onload=alert(1)>',
  '<!--',
  ']]><![CDATA[',
  '&lt;b&gt;&#60;',
  '{{mac}} $t(report:title)',
  '\u202egnp.exe\u2066',
  '\u0000\u0007\u001b[31m\u2028\ud800',
];

describe('report page', () => {
  it('tells what happened to the unit', async () => {
    const text = textOf(await render(sampleRecord()));
    for (const part of [
      'Recovered',
      '24:6f:28:aa:bb:01',
      'hearth-speaker',
      '1.4.2',
      '2.0.0',
      'J. Okafor',
      'RMA-20418',
      '2026-02-12 09:15 UTC',
      '1 min 25 s',
      'Stranded',
      'Reachable',
      'mbedtls_ssl_handshake returned -0x2700',
      'nvs, phy_init, storage were compared',
      'Restart and watch ota_1 start',
      '1 retry',
      'ISRG Root X1',
      'DST Root CA X3',
      'Loaded app from partition at offset 0x190000',
      'unstrand records verify',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('SIMULATED');
  });

  it('shows a record of which a boot check names neither version nor lines', async () => {
    const json = JSON.stringify(sampleRecord(), (_, value) =>
      value?.kind === 'boot-check' ? { ...value, version: undefined, lines: undefined } : value,
    );
    const body = parseRecordBody(JSON.parse(json));
    if (!body.ok) return expect.unreachable();
    const page = await render(body.value);
    expect(page).toContain('Loaded app from partition at offset 0x190000');
    expect(page).not.toContain('<mark>');
  });

  it('marks what proves the new version, what ended, what was added and what is gone', async () => {
    const page = await render(sampleRecord());
    expect(page).toContain('<mark>I (735) app: Hearth 2.0.0 (build 2026-01-30)</mark>');
    expect(page).toMatch(/2021-09-30 <span class="badge tone-bad">Ended/);
    expect(page).toMatch(/ISRG Root X1<\/strong>.*Added.*DST Root CA X3<\/strong>.*Removed/s);
  });

  it('shows number, hash and signature of the record, so that paper can be checked against the chain', async () => {
    const [record] = await chainOf([sampleRecord()]);
    if (record === undefined) return expect.unreachable();
    const page = renderReportHtml([record], englishTexts);
    for (const text of [record.hash, record.previous, record.signature, record.body.plan.hash]) {
      expect(page).toContain(`<code>${escapeHtml(text)}</code>`);
    }
  });

  it('says of a simulated unit that it is one, in words and across the record', async () => {
    const page = await render(sampleRecord(), sampleSimulatedRecord());
    expect(page.match(/class="watermark"/g)).toHaveLength(1);
    expect(page.indexOf('class="watermark"')).toBeGreaterThan(page.indexOf('id="record-2"'));
    expect(textOf(page)).toContain('Simulated unit');
    expect(textOf(page)).toContain('SIMULATED');
  });

  it('says what went wrong and what to do, where the job failed', async () => {
    const { report } = sampleRecord();
    const error = { code: 'link.timeout', params: { port: 'COM7', ms: 3000 } } as const;
    const failed = { ...report, outcome: 'failed', unitState: 'partial', error, factsAfter: undefined } as const;
    const text = textOf(await render(sampleRecord({ report: { ...failed, verdictAfter: undefined, bootLog: '' } })));
    expect(text).toContain('link.timeout');
    expect(text).toContain('half written');
    expect(text).toContain('was not read again');
    expect(text).toContain('Nothing was received');
  });

  it('draws the flash to scale, what was written and what was kept', async () => {
    const page = await render(sampleRecord());
    const written = [...page.matchAll(/class="c-written" x="([\d.]+)" y="70" width="([\d.]+)"/g)].map(extentOf);
    expect(written[0]).toEqual([(0x190000 / 0x400000) * 1000, (0x14c000 / 0x400000) * 1000].map(round));
    expect(page).toMatch(/class="k-running"><rect x="390.63" y="22" width="375"/);
  });

  it('loads nothing, runs nothing and applies only its own style', async () => {
    const page = await render(sampleRecord(), sampleSimulatedRecord());
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
    expect(style).not.toMatch(/url\(|@import|<\//);
    expect(page).not.toMatch(/<(script|img|link|iframe|object|embed|base|form)\b/i);
    expect(page.replaceAll(/(href|fill)="(url\()?#[\w-]+\)?"/g, '')).not.toMatch(/\s(src|href|style|on\w+)=/);
  });

  it('lets no text of a record become markup or hide itself, wherever it stands', async () => {
    const known = new Set([...tagsOf(await render(sampleRecord())), ...tagsOf(await render(oddRecord))]);
    for (const attack of attacks) {
      const hostile = mapStrings(sampleRecord(), (text) => `${text}${attack}`) as RecordBody;
      const page = await render({ ...hostile, schema: 1 });
      expect(textOf(page), attack).not.toMatch(/[<>]/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
      expect(page, attack).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      const foreign = tagsOf(page).filter((tag) => !known.has(tag));
      expect(foreign, attack).toEqual([]);
    }
  });

  it('makes a page of any texts, with the tags of every other page of that shape', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), async (noise) => {
        const page = await render(mapStrings(sampleRecord(), (text) => text + noise) as RecordBody);
        expect(textOf(page)).not.toMatch(/[<>]/);
        expect(page.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('has words for every code that a record of this version can hold', async () => {
    const missing: string[] = [];
    const strict: ReportTexts = (key, params) => {
      const text = englishTexts(key, params);
      if (key.startsWith('report:') && text === key.slice('report:'.length)) missing.push(key);
      if (text.includes('{{')) missing.push(`${key} lacks a param`);
      return text;
    };
    for (const body of recordVariations()) renderReportHtml(await chainOf([body]), strict);
    renderReportHtml(await chainOf([sampleRecord(), sampleRecord()]), strict);
    expect(missing).toEqual([]);
  });
});

function extentOf(match: RegExpExecArray): number[] {
  return [Number(match[1]), Number(match[2])];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

describe('escapeHtml', () => {
  it('leaves no character that begins markup, an entity or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped.replaceAll(/&(amp|lt|gt|quot|#39|#96);/g, '')).not.toMatch(/[&<>"'`]/);
        expect(escaped.isWellFormed()).toBe(true);
      }),
    );
  });

  it('shows by its number what would hide or reorder text', () => {
    expect(escapeHtml('a\u202eb\u0000\u{e0041}\ufeff')).toBe('a⟨U+202E⟩b⟨U+0000⟩⟨U+E0041⟩⟨U+FEFF⟩');
    expect(escapeHtml('\ud83d')).toBe('⟨U+D83D⟩');
    expect(escapeHtml('Grüße, 東京 🎉\tx\ny\r\nz')).toBe('Grüße, 東京 🎉\tx\ny\nz');
  });
});
