import { describe, expect, it } from 'vitest';
import type { ChainPicture } from '../../../electron/core/pictures/chain-picture.ts';
import { samplePictures } from './sample-pictures.ts';

async function picture(name: string): Promise<ChainPicture> {
  const make = samplePictures[name];
  if (make === undefined) throw new Error(`no picture ${name}`);
  return make();
}

function membersOf({ sent }: ChainPicture): number[] {
  return sent.filter(({ onPath }) => onPath).map(({ position }) => position);
}

describe('the picture of a chain', () => {
  it('of the seed case breaks at the foreign root, and shows which anchor would be accepted', async () => {
    const moved = await picture('moved');
    expect(moved.status).toBe('stranded');
    expect(membersOf(moved)).toEqual([1, 2]);
    expect(moved.break).toEqual({ issuer: 'CN=Elsewhere Root R1', cause: 'missing' });
    expect(moved.held.map(({ subject, role }) => [subject, role])).toEqual([['CN=Old Root X3', 'wanted']]);
  });

  it('of a reachable unit runs to its anchor, over a cross-sign where there is one', async () => {
    for (const [name, members] of [
      ['reachable', [1, 2]],
      ['crossSigned', [1, 2, 3]],
      ['skipping', [1, 3, 4]],
    ] as const) {
      const { status, break: broken, held, ...rest } = await picture(name);
      expect([status, broken, held[0]?.role], name).toEqual(['reachable', undefined, 'reached']);
      expect(membersOf({ status, break: broken, held, ...rest }), name).toEqual(members);
    }
  });

  it('names the certificate that would close the gap', async () => {
    const { closing, held } = await picture('wouldClose');
    expect(closing).toEqual(['CN=New Root X1, O=Network Security Research']);
    expect(held[0]?.role).toBe('wanted');
  });

  it('of a reversed chain says that the issuer came too early', async () => {
    const reversed = await picture('reversed');
    expect(membersOf(reversed)).toEqual([1, 3]);
    expect(reversed.break).toEqual({ issuer: 'CN=New Root X1', cause: 'sent-too-early' });
  });

  it('tells a root that signs itself from one that is missing', async () => {
    expect((await picture('foreignRoot')).break?.cause).toBe('foreign-root');
  });

  it('does not take an authority of the same name for the one that signed', async () => {
    const { held, break: broken } = await picture('otherKey');
    expect([held[0]?.role, broken?.cause]).toEqual(['wanted', 'unfit']);
    const goesOn = await picture('otherKeyFirst');
    expect(membersOf(goesOn)).toEqual([1, 2, 3]);
    expect(goesOn.break).toEqual({ issuer: 'CN=Old Root X3', cause: 'missing' });
  });

  it('ends where the unit gives up on a long chain', async () => {
    const { sent, break: broken, ...rest } = await picture('tooLong');
    expect(broken).toEqual({ issuer: 'CN=Step 2', cause: 'too-long' });
    expect(membersOf({ sent, break: broken, ...rest })).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('marks what is past its date, on a path that otherwise arrives', async () => {
    for (const name of ['expired', 'datesUnknown']) {
      const { sent, held, break: broken } = await picture(name);
      expect(sent.map(({ flaws }) => flaws)).toEqual([[], [], ['expired']]);
      expect([held[0]?.role, broken]).toEqual(['reached', undefined]);
    }
  });

  it('puts the one anchor of 45 that counts first', async () => {
    const { held } = await picture('bundle');
    expect(held).toHaveLength(45);
    expect(held.filter(({ role }) => role !== 'idle').map(({ subject }) => subject)).toEqual(['CN=New Root X1']);
    expect(held[0]?.subject).toBe('CN=New Root X1');
  });

  it('without a server shows what the unit holds', async () => {
    const { sent, held, break: broken } = await picture('noServer');
    expect([sent.length, held.length, broken]).toEqual([0, 1, undefined]);
  });
});
