import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Anchor } from '../../../electron/core/inspect/facts.ts';
import type { RecordBody } from '../../../electron/core/records/record.ts';
import { encodeRecordLine } from '../../../electron/core/records/record-line.ts';
import { parseRecordBody } from '../../../electron/core/records/record-schema.ts';
import { recordedServer } from '../../../electron/core/records/recorded-server.ts';
import { renderReportHtml } from '../../../electron/core/records/report-html.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import type { ServerView } from '../../../electron/core/trust/verdict.ts';
import { ecKey, issue, issueCa } from '../../support/pki.ts';
import { chainOf } from '../../support/record-chain.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { sampleRecord } from '../../support/sample-record.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { attack } from '../pictures/sample-pictures.ts';
import { elementsOf } from '../pictures/well-formed.ts';
import { issuing, leaf, newRoot, now, oldRoot, updateHost } from '../trust/seed-pki.ts';

const server = serverView(updateHost, leaf.der, issuing.der);

/** A job that gave a unit the anchor that it lacked, and both verdicts on this server. */
async function judgedRecord(sent: ServerView = server, held: Anchor = pemAnchor(oldRoot.der)): Promise<RecordBody> {
  const factsBefore = unitFacts({ anchors: [held] });
  const factsAfter = unitFacts({ anchors: [pemAnchor(newRoot.der)] });
  const terms = { now, dateCheck: 'off' } as const;
  const verdictBefore = await judge(factsBefore, sent, terms);
  const verdictAfter = await judge(factsAfter, sent, terms);
  const { report } = sampleRecord();
  return sampleRecord({ factsBefore, verdictBefore, server: sent, report: { ...report, factsAfter, verdictAfter } });
}

async function render(...bodies: RecordBody[]): Promise<string> {
  return renderReportHtml(await chainOf(bodies), englishTexts);
}

function picturesOf(page: string): string[] {
  return [...page.matchAll(/<svg [^>]*class="unstrand-picture".*?<\/svg>/gs)].map(([svg]) => svg);
}

describe('the chain in a report', () => {
  it('breaks before the job and arrives after it', async () => {
    const [before = '', after = '', ...more] = picturesOf(await render(await judgedRecord()));
    expect(more).toEqual([]);
    expect(before).toContain('class="mark tone-bad"');
    expect(before).toContain('>Old Root X3</text>');
    expect(after).toContain('class="mark tone-good"');
    expect(after).not.toContain('class="mark tone-bad"');
    expect(after).toContain('>New Root X1</text>');
  });

  it('has a title and a description for who cannot see it, and a caption for everybody', async () => {
    const page = await render(await judgedRecord());
    for (const svg of picturesOf(page)) {
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    }
    expect(page.match(/<figcaption>(Before|After): /g)).toHaveLength(2);
    expect(page).not.toContain('picture.before');
  });

  it('is left out after the job where nothing was judged then, and before it where nothing was judged at all', async () => {
    const body = await judgedRecord();
    const failed = { ...body, report: { ...body.report, factsAfter: undefined, verdictAfter: undefined } };
    expect(picturesOf(await render(failed))).toHaveLength(1);
    expect(picturesOf(await render({ ...failed, verdictBefore: undefined }))).toEqual([]);
  });

  it('leaves a page without a server as it was', async () => {
    const { server: _, ...body } = await judgedRecord();
    const page = await render(body);
    expect(page).not.toMatch(/<figure|class="unstrand-picture"/);
    expect(page).toContain('Before and after');
  });

  it('is styled by the one style sheet that the page allows, and shares no id', async () => {
    const page = await render(await judgedRecord(), await judgedRecord());
    expect(picturesOf(page)).toHaveLength(4);
    const [style = '', ...more] = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => match[1]);
    expect(more).toEqual([]);
    expect(style).toContain('.unstrand-picture .card{');
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`style-src &#39;sha256-${hash}&#39;; `);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows hostile names as text', async () => {
    const root = issueCa([['2.5.4.3', 0x0c, attack]], ecKey('hostile root'));
    const end = issue({ name: [['2.5.4.3', 0x0c, attack]], key: ecKey('hostile'), by: root });
    const held = { ...pemAnchor(oldRoot.der), subject: attack };
    const page = await render(await judgedRecord(serverView(attack, end.der, root.der), held));
    const pictures = picturesOf(page);
    expect(pictures).toHaveLength(2);
    for (const svg of pictures) {
      const known = ['svg', 'title', 'desc', 'g', 'rect', 'path', 'text'];
      expect(elementsOf(svg).filter((name) => !known.includes(name))).toEqual([]);
      expect(svg).toContain('&lt;script&gt;');
    }
    expect(page).not.toContain('<script');
  });
});

describe('the server in a record', () => {
  it('is read back as it was written', async () => {
    const [record] = await chainOf([await judgedRecord()]);
    if (record === undefined) return expect.unreachable();
    const line: unknown = JSON.parse(new TextDecoder().decode(encodeRecordLine(record)));
    expect(line).toMatchObject({ body: { server } });
    expect(parseRecordBody(record.body)).toEqual({ ok: true, value: record.body });
  });

  it('is kept whole or not at all', () => {
    expect(recordedServer(server)).toBe(server);
    expect(recordedServer(undefined)).toBeUndefined();
    expect(recordedServer({ ...server, chain: Array.from({ length: 65 }, () => 'AA==') })).toBeUndefined();
    expect(recordedServer({ ...server, chain: ['A'.repeat(600_000), 'A'.repeat(600_000)] })).toBeUndefined();
  });

  it('is refused where it is not one', async () => {
    const body: unknown = JSON.parse(JSON.stringify(await judgedRecord()));
    for (const bad of [7, {}, { ...server, chain: 'AA==' }, { ...server, chain: [7] }, { ...server, host: 7 }]) {
      expect(parseRecordBody({ ...Object(body), server: bad }).ok).toBe(false);
    }
  });

  it('beside a damaged verdict or anchor is drawn or refused, and never throws', async () => {
    const [record] = await chainOf([await judgedRecord()]);
    if (record === undefined) return expect.unreachable();
    const { verdictBefore, factsBefore } = record.body;
    for (const name of memberNames({ verdictBefore, trust: factsBefore.trust })) {
      const damaged: unknown = JSON.parse(JSON.stringify(verdictBefore).replaceAll(`"${name}":`, '"gone":'));
      const trust: unknown = JSON.parse(JSON.stringify(factsBefore.trust).replaceAll(`"${name}":`, '"gone":'));
      const body = parseRecordBody({ ...record.body, verdictBefore: damaged, factsBefore: { ...factsBefore, trust } });
      if (body.ok) renderReportHtml([{ ...record, body: body.value }], englishTexts);
    }
  });

  it('is missing from older records, whose remedies may look different', async () => {
    const { server: sent, verdictBefore, ...rest } = await judgedRecord();
    const remedies = [{ kind: 'append-certificates', anchorSpkiSha256: '00', subjects: ['CN=Old'] }];
    const body: unknown = JSON.parse(JSON.stringify({ ...rest, verdictBefore: { ...verdictBefore, remedies } }));
    expect(parseRecordBody(body).ok).toBe(true);
    expect(parseRecordBody({ ...Object(body), server: sent }).ok).toBe(false);
  });
});

function memberNames(value: object): Set<string> {
  return new Set([...JSON.stringify(value).matchAll(/"(\w+)":/g)].flatMap(([, name]) => name ?? []));
}
