import { fillerBytes } from './filler.ts';

const parameterLength = 128;

/** A `phy_init` partition: RF parameters between two marks, as ESP-IDF's phy component lays them out. */
export function encodePhyInit(): Uint8Array<ArrayBuffer> {
  const mark = new TextEncoder().encode('PHYINIT\0');
  const partition = new Uint8Array(0x1000).fill(0xff);
  partition.set(mark);
  partition.set(fillerBytes(0x9417, parameterLength, 'noise'), mark.length);
  partition.set(mark, mark.length + parameterLength);
  return partition;
}
