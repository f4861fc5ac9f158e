import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  getDiffieHellman,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { pow } from '@noble/curves/abstract/modular.js';
import type { RecordLayer, TestClient } from './client.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const spkiX25519 = hex('302a300506032b656e032100');

/** Security 1 by the framing of PROTOCOLS §2.5; afterwards the client's requests are encrypted. */
export async function openSecurity1(client: TestClient, pop: string): Promise<void> {
  const own = generateKeyPairSync('x25519');
  const ownPublic = own.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const answer = Buffer.from(await client.post('prov-session', Buffer.concat([hex('10015a25a201220a20'), ownPublic])));
  const [device, iv] = [answer.subarray(11, 43), answer.subarray(45, 61)];
  const key = xor(diffieHellman({ privateKey: own.privateKey, publicKey: publicX25519(device) }), sha('sha256', pop));
  const stream = createCipheriv('aes-256-ctr', key, iv);
  const proof = await client.post(
    'prov-session',
    Buffer.concat([hex('10015a270802b201221220'), stream.update(device)]),
  );
  const shown = stream.update(Buffer.from(proof).subarray(-32));
  if (!shown.equals(ownPublic)) throw new Error('the unit did not prove itself');
  const crypt = (bytes: Uint8Array) => stream.update(bytes);
  client.record = { encrypt: crypt, decrypt: crypt };
}

function publicX25519(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiX25519, raw]), format: 'der', type: 'spki' });
}

const groupLength = 384;
const prime = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const generator = 5n;

/** Security 2 by the formulas of PROTOCOLS §2.3. `a` stands for the secret of the client; 0 sends a multiple of N. */
export async function openSecurity2(
  client: TestClient,
  user: string,
  password: string,
  patch: 0 | 1,
  a = secret(),
): Promise<void> {
  const publicA = a === 0n ? Buffer.alloc(groupLength) : padded(pow(generator, a, prime));
  const name = Buffer.from(user);
  const cmd0 = Buffer.concat([hex('0a'), Buffer.of(name.length), name, hex('128003'), publicA]);
  const sec2 = Buffer.concat([hex('a201'), varint(cmd0.length), cmd0]);
  const answer = Buffer.from(
    await client.post('prov-session', Buffer.concat([hex('100262'), varint(sec2.length), sec2])),
  );
  const [publicB, salt] = [answer.subarray(14, -18), answer.subarray(-16)];
  const x = number(sha('sha512', salt, sha('sha512', `${user}:${password}`)));
  const [n, g] = [padded(prime), padded(generator)];
  const k = number(sha('sha512', n, g));
  const u = number(sha('sha512', publicA, padded(number(publicB))));
  const base = (((number(publicB) - k * pow(generator, x, prime)) % prime) + prime) % prime;
  const key = sha('sha512', minimal(pow(base, a + u * x, prime)));
  const group = xor(sha('sha512', n), sha('sha512', g));
  const proof = sha('sha512', group, sha('sha512', user), salt, publicA, publicB, key);
  const last = Buffer.from(await client.post('prov-session', Buffer.concat([hex('100262470802b201420a40'), proof])));
  if (!last.subarray(-78, -14).equals(sha('sha512', publicA, proof, key)))
    throw new Error('the unit did not prove itself');
  client.record = gcm(key.subarray(0, 32), last.subarray(-12), patch);
}

function gcm(key: Uint8Array, nonce: Buffer, patch: 0 | 1): RecordLayer {
  let counter = 1;
  const iv = () => {
    const bytes = Buffer.from(nonce);
    if (patch === 1) bytes.writeUInt32BE(counter++, 8);
    return bytes;
  };
  return {
    encrypt: (bytes) => {
      const cipher = createCipheriv('aes-256-gcm', key, iv());
      return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt: (bytes) => {
      const cipher = createDecipheriv('aes-256-gcm', key, iv()).setAuthTag(bytes.subarray(-16));
      return Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]);
    },
  };
}

function secret(): bigint {
  return number(randomBytes(32));
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function padded(value: bigint): Buffer {
  return hex(value.toString(16).padStart(2 * groupLength, '0'));
}

function minimal(value: bigint): Buffer {
  const digits = value.toString(16);
  return hex(digits.padStart(digits.length + (digits.length % 2), '0'));
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.of(value) : Buffer.of((value & 127) | 128, value >> 7);
}

function sha(algorithm: string, ...parts: (Uint8Array | string)[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest();
}

function xor(a: Uint8Array, b: Uint8Array): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}
