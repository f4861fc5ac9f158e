import { sameBytes, viewOf } from '../bytes/byte-view.ts';
import { crc32Zlib } from '../bytes/crc32.ts';
import { sha256, sha256Hex, sha384 } from '../bytes/digest.ts';

/** A secure boot signature behind an image (FORMATS §2.4, §2.5). It says how the image was signed, not that a chip demands it. */
export interface ImageSignature {
  readonly scheme: 'v1' | 'v2-rsa' | 'v2-ecdsa';
  /** Byte position in the image's buffer. */
  readonly offset: number;
  /** SHA-256 of the key as eFuses store it; v1 blocks carry no key. */
  readonly keyDigest: string | undefined;
  /** Whether the block's digest is that of the image before it: false for a block that an older image left behind. v1 blocks carry none. */
  readonly imageDigestValid: boolean | undefined;
}

const sectorLength = 0x1000;
const v1Length = 68;
const blockLength = 1216;
const maxBlocks = 3;
const crcOffset = 1196;

/** All signatures that follow an image of `imageLength` bytes (through its digest). */
export function findImageSignatures(bytes: Uint8Array, imageLength: number): ImageSignature[] {
  const v2 = findV2Blocks(bytes, imageLength);
  return v2.length > 0 ? v2 : findV1Block(bytes, imageLength);
}

/** The first sector behind the image that begins with a sound block; signing tools pad up to 64 KiB before it. */
function findV2Blocks(bytes: Uint8Array, imageLength: number): ImageSignature[] {
  const first = Math.ceil(imageLength / sectorLength) * sectorLength;
  for (let sector = first; sector <= first + 0x10000; sector += sectorLength) {
    if (isSoundBlock(bytes, sector)) return readBlocks(bytes, sector);
  }
  return [];
}

function readBlocks(bytes: Uint8Array, sector: number): ImageSignature[] {
  const image = bytes.subarray(0, sector);
  const signatures: ImageSignature[] = [];
  for (let index = 0; index < maxBlocks; index++) {
    const offset = sector + index * blockLength;
    if (!isSoundBlock(bytes, offset)) break;
    signatures.push(readBlock(bytes.subarray(offset, offset + blockLength), offset, image));
  }
  return signatures;
}

function isSoundBlock(bytes: Uint8Array, offset: number): boolean {
  const block = bytes.subarray(offset, offset + blockLength);
  if (block.length < blockLength || block[0] !== 0xe7 || (block[1] !== 2 && block[1] !== 3)) return false;
  return viewOf(block).getUint32(crcOffset, true) === crc32Zlib(block.subarray(0, crcOffset));
}

function readBlock(block: Uint8Array, offset: number, image: Uint8Array): ImageSignature {
  const isRsa = block[1] === 2;
  const isP384 = !isRsa && block[2] === 1;
  const [keyStart, keyEnd] = isRsa ? [36, 812] : isP384 ? [52, 149] : [36, 101];
  const digest = isP384 ? sha384(image) : sha256(image);
  return {
    scheme: isRsa ? 'v2-rsa' : 'v2-ecdsa',
    offset,
    keyDigest: sha256Hex(block.subarray(keyStart, keyEnd)),
    imageDigestValid: sameBytes(block.subarray(4, 4 + digest.length), digest),
  };
}

/** v1: a zero word and 64 bytes of signature right behind the image. Without the key nothing more can be checked. */
function findV1Block(bytes: Uint8Array, imageLength: number): ImageSignature[] {
  const block = bytes.subarray(imageLength, imageLength + v1Length);
  if (block.length < v1Length || block.subarray(0, 4).some((byte) => byte !== 0)) return [];
  const signature = block.subarray(4);
  if (signature.every((byte) => byte === signature[0])) return [];
  return [{ scheme: 'v1', offset: imageLength, keyDigest: undefined, imageDigestValid: undefined }];
}
