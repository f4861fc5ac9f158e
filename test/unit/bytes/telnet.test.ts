import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeNegotiation,
  encodeSubnegotiation,
  escapeData,
  negotiator,
  telnetReader,
} from '../../../electron/core/bytes/telnet.ts';

describe('telnet reader', () => {
  it('gives the same data however the stream is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat({ max: 60 }), { maxLength: 10 }), (data, cuts) => {
        const stream = escapeData(data);
        const read: number[] = [];
        const reader = telnetReader({
          onData: (bytes) => read.push(...bytes),
          onNegotiation: () => {},
          onSubnegotiation: () => {},
          onViolation: () => {},
        });
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          reader(stream.subarray(at, at + cut));
          at += cut;
        }
        reader(stream.subarray(at));
        expect(read).toEqual([...data]);
      }),
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        let longest = 0;
        telnetReader({
          onData: () => {},
          onNegotiation: () => {},
          onSubnegotiation: (payload) => {
            longest = Math.max(longest, payload.length);
          },
          onViolation: () => {},
        })(bytes);
        expect(longest).toBeLessThanOrEqual(256);
      }),
    );
  });
});

describe('telnet stream', () => {
  it('keeps data and commands in their order', () => {
    const events: string[] = [];
    const read = telnetReader({
      onData: (bytes) => events.push(`data ${[...bytes]}`),
      onNegotiation: (verb, code) => events.push(`${verb} ${code}`),
      onSubnegotiation: (bytes) => events.push(`sub ${[...bytes]}`),
      onViolation: () => events.push('violation'),
    });
    read(
      Uint8Array.of(
        1,
        255,
        255,
        2,
        ...encodeNegotiation('will', 44),
        3,
        ...encodeSubnegotiation(Uint8Array.of(44, 255)),
        4,
      ),
    );
    expect(events).toEqual(['data 1,255,2', 'will 44', 'data 3', 'sub 44,255', 'data 4']);
  });

  it('delivers a piece full of 0xFF in one call: erased flash must not cost one call a byte', () => {
    const pieces: number[] = [];
    const read = telnetReader({
      onData: (bytes) => pieces.push(bytes.length),
      onNegotiation: () => {},
      onSubnegotiation: () => {},
      onViolation: () => {},
    });
    read(escapeData(new Uint8Array(4096).fill(0xff)));
    expect(pieces).toEqual([4096]);
  });

  it('does not answer what answers its own offers, but a refusal of them', () => {
    const sent: number[][] = [];
    const answer = negotiator((bytes) => sent.push([...bytes]), { will: [44], do: [0] });
    answer('do', 44);
    answer('will', 0);
    expect(sent).toEqual([]);
    answer('dont', 44);
    expect(sent).toEqual([[255, 252, 44]]);
  });
});
