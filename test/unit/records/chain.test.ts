import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendRecord, type ChainCheck, type ChainHead, verifyChain } from '../../../electron/core/records/chain.ts';
import type { RecordBody } from '../../../electron/core/records/record.ts';
import { generateStationKey, importRecordKey } from '../../../electron/core/records/record-keys.ts';
import { encodeRecordLine } from '../../../electron/core/records/record-line.ts';
import { chainLines, inPieces, signer, trustedKey } from '../../support/record-chain.ts';
import { sampleRecord } from '../../support/sample-record.ts';

/** Bodies as small as a body can be, so that properties can look at every byte; `verifyChain` does not look into them. */
function smallBody(id: number): RecordBody {
  return { ...sampleRecord(), ...smallMembers, id: `record ${id} ü \u2028` };
}
const smallMembers = Object.fromEntries(
  ['factsBefore', 'verdictBefore', 'plan', 'report'].map((name) => [name, undefined]),
) as Partial<RecordBody>;

const lines = await chainLines([1, 2, 3, 4, 5].map(smallBody));
const file = Buffer.concat(lines);

const linesHead = (await verifyChain(inPieces(file), [trustedKey])).head;

function verify(bytes: Uint8Array, head = linesHead): Promise<ChainCheck> {
  return verifyChain(inPieces(bytes, 333), [trustedKey], head);
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('a chain of records', () => {
  it('verifies as it was written, and names its head', async () => {
    const check = await verify(file);
    expect(check).toEqual({ head: linesHead, validBytes: file.length, problem: undefined });
    expect(linesHead?.sequence).toBe(5);
  });

  it('verifies when there is nothing in it', async () => {
    expect(await verifyChain(inPieces(new Uint8Array(0)), [trustedKey])).toEqual({
      head: undefined,
      validBytes: 0,
      problem: undefined,
    });
  });

  it('gives back the body that a reader of the line will get', async () => {
    const record = await appendRecord(undefined, sampleRecord({ workOrder: undefined }), signer);
    expect(Object.keys(record.body)).not.toContain('workOrder');
  });

  it('takes lines of any trusted station, and of no other', async () => {
    const stranger = await importRecordKey((await generateStationKey()).spki);
    expect((await verifyChain(inPieces(file), [stranger, trustedKey])).problem).toBeUndefined();
    expect((await verifyChain(inPieces(file), [stranger])).problem).toEqual({
      code: 'record.bad-signature',
      sequence: 1,
      reason: 'signature',
    });
  });

  it('notices any flipped bit, at the record in which it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Uint8Array.from(file);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const { problem } = await verify(changed);
        const line = file.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
        expect(problem?.sequence).toBe(line);
        expect(problem?.code).not.toBe('record.torn-tail');
      }),
      { numRuns: 400 },
    );
  });

  it('notices any flipped byte of the last line also where no head is known', async () => {
    const start = file.length - (lines[4]?.length ?? 0);
    for (let at = start; at < file.length; at++) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ 0x04;
      expect((await verifyChain(inPieces(changed), [trustedKey])).problem?.sequence, `byte ${at}`).toBe(5);
    }
  });

  it('notices lines that are missing, repeated or moved, at the end too', async () => {
    const order = fc.array(fc.nat(4), { maxLength: 8 }).filter((picks) => picks.join() !== '0,1,2,3,4');
    await fc.assert(
      fc.asyncProperty(order, async (picks) => {
        const { problem } = await verify(Buffer.concat(picks.map((pick) => lines[pick] ?? new Uint8Array(0))));
        expect(problem?.code).toBe('record.chain-broken');
      }),
    );
  });

  it('notices a line of another chain in the place of one of its own', async () => {
    const other = (await chainLines([1, 2, 3, 4, 99].map(smallBody)))[4] ?? new Uint8Array(0);
    const changed = Buffer.concat([...lines.slice(0, 4), other]);
    expect((await verify(changed)).problem).toMatchObject({ code: 'record.chain-broken', sequence: 5 });
  });

  it('tells a line torn by a power cut from every other damage, at every byte', async () => {
    const whole = file.length - (lines[4]?.length ?? 0);
    const before = (await verifyChain(inPieces(file.subarray(0, whole)), [trustedKey])).head;
    for (let end = whole + 1; end < file.length; end++) {
      const check = await verifyChain(inPieces(file.subarray(0, end)), [trustedKey], before);
      expect(check, `cut at ${end}`).toEqual({
        head: before,
        validBytes: whole,
        problem: { code: 'record.torn-tail', sequence: 5, reason: 'incomplete' },
      });
    }
    expect((await verifyChain(inPieces(file.subarray(0, whole)), [trustedKey], before)).problem).toBeUndefined();
  });

  it('does not take a cut for a power cut where the record was known to be complete', async () => {
    expect((await verify(file.subarray(0, -1), linesHead)).problem).toEqual({
      code: 'record.chain-broken',
      sequence: 5,
      reason: 'missing',
    });
  });

  it('answers for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (bytes) => {
        expect((await verifyChain(inPieces(bytes), [trustedKey])).problem).toBeDefined();
      }),
    );
  });

  it('answers for lines that are deep, endless or not canonical', async () => {
    const text = new TextDecoder().decode(lines[0]);
    for (const hostile of [
      `${'['.repeat(1_000_000)}\n`,
      `${text.slice(0, -2)} }\n`,
      text.replace('"sequence":1', '"sequence":1.0'),
      text.replace('"body":{', '"body":{"__proto__":{"x":1},'),
      `\ufeff${text}`,
      'x'.repeat(9 << 20),
    ]) {
      const { problem } = await verifyChain(inPieces(new TextEncoder().encode(hostile), 65536), [trustedKey]);
      expect(problem?.code, hostile.slice(0, 40)).toMatch(/^record\.(unreadable|torn-tail|chain-broken)$/);
    }
  });

  it('reads 10,000 records in the memory of a few', async () => {
    let lineCount = 0;
    let written = 0;
    let peak = 0;
    const before = liveBytes();
    async function* longFile(): AsyncIterable<Uint8Array> {
      for await (const line of manyLines(10_000)) {
        if (lineCount++ % 500 === 0) peak = Math.max(peak, liveBytes());
        written += line.length;
        yield line;
      }
    }
    const check = await verifyChain(longFile(), [trustedKey]);
    expect(check.head?.sequence).toBe(10_000);
    expect(check.problem).toBeUndefined();
    expect(written).toBeGreaterThan(40 << 20);
    expect(peak - before).toBeLessThan(8 << 20);
  });
});

async function* manyLines(count: number): AsyncIterable<Uint8Array> {
  let head: ChainHead | undefined;
  for (let id = 1; id <= count; id++) {
    const record = await appendRecord(head, { ...smallBody(id), operator: 'x'.repeat(4000) }, signer);
    yield encodeRecordLine(record);
    head = { sequence: record.sequence, hash: record.hash };
  }
}

/** What is really held: garbage does not count. */
function liveBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
