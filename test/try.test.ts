import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'vitest';
import { parseRecording } from './transcripts/recording.ts';
import { play } from './transcripts/player.ts';
test('try', async () => {
  const dir = 'test/fixtures/serial/';
  const z = (f) => f.startsWith('01') && (f.length === 24 || f.length===152||f.length===88||f.length===64) ? f.slice(0,-4) : f;
  let n = 0, bad = 0;
  for (const f of readdirSync(dir).filter((f) => f.endsWith('.jsonl'))) {
    const { exchanges, flashNotes } = await play(parseRecording(f, readFileSync(dir + f, 'utf8')));
    for (const e of exchanges) {
      n += e.expected.frames.length;
      if (JSON.stringify(e.expected.frames.map(z)) !== JSON.stringify(e.actual.frames.map(z)) || (process.env.TXT && e.expected.text !== e.actual.text)) {
        bad++;
        console.log(f, '|', e.note, '|', e.request, '\n  exp', e.expected.frames.map((x) => x.slice(0, 90)), JSON.stringify(e.expected.text.slice(0,200)), '\n  act', e.actual.frames.map((x) => x.slice(0, 90)), JSON.stringify(e.actual.text.slice(0,200)));
      }
    }
    for (const x of flashNotes) if (x.note !== x.actual) console.log(f, 'FLASH', x);
  }
  console.log(n, bad);
}, 300000);
