import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { gcmRecords } from '../../../electron/core/provisioning/security/gcm-records.ts';
import { openSecurity0 } from '../../../electron/core/provisioning/security/security0.ts';
import { openSecurity1 } from '../../../electron/core/provisioning/security/security1.ts';
import { openSecurity2 } from '../../../electron/core/provisioning/security/security2.ts';
import type { SessionCipher } from '../../../electron/core/provisioning/security/session-cipher.ts';
import * as srp from '../../../electron/core/provisioning/security/srp.ts';
import { deviceSecurity0 } from '../../../electron/sim/provisioning/security/device-security0.ts';
import { DeviceSecurity1 } from '../../../electron/sim/provisioning/security/device-security1.ts';
import { DeviceSecurity2, srpAccount } from '../../../electron/sim/provisioning/security/device-security2.ts';
import { openGate } from '../../../electron/sim/provisioning/security/proof-gate.ts';
import { scriptedRandom } from './scripted-random.ts';
import { clientPublic, devicePublic, verifier } from './srp-vectors.ts';

/** Values by name, in hexadecimal: those of PROTOCOLS §2.1, §2.5 and appendix A beside what our code computes. */
export type Vectors = Readonly<Record<string, string>>;

const utf8 = new TextEncoder();
const consecutive = (first: number, length: number) => Uint8Array.from({ length }, (_, index) => first + index);
const numberOf = (bytes: Uint8Array) => BigInt(`0x${encodeHex(bytes)}`);
const hexOf = (text: string) => encodeHex(utf8.encode(text));

const C = '8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f';
const D = '358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254';
const clientVerify = '38bcf234075a216427a3d7dcb322e90239a99dd0947e3b43cfcf8765d0f5d065';
const deviceVerify = '1c47719477b668f0022f81ffb2a1bb24b63e2c24efc58bb7b919f8153477f8b0';

export const expectedVectors: Vectors = {
  'sec0 request': '5203a20100',
  'sec0 answer': '52050801aa0100',
  'sec1 Cmd0': `10015a25a201220a20${C}`,
  'sec1 Resp0': `10015a390801aa01341220${D}1a10a0a1a2a3a4a5a6a7a8a9aaabacadaeaf`,
  'sec1 Cmd1': `10015a270802b201221220${clientVerify}`,
  'sec1 Resp1': `10015a270803ba01221a20${deviceVerify}`,
  'sec1 hello': '8f190cb1ff',
  'sec1 hello at the device': hexOf('hello'),
  'sec1 world': '413df98d39',
  'sec1 world at the client': hexOf('world'),
  'srp x':
    '869b97a7399bdc2e9e2943dbf1f5347a10108ea60e278cafb5849aa0c14f6b735aa186d260e779838af03d4393961086dabe3321c01c58672f186b698f83314a',
  'srp k':
    'a9c2e2559bf0ebb53f0cbbf62282906bede7f2182f00678211fbd5bde5b285033a4993503b87397f9be5ec02080fedbc0835587ad039060879b8621e8c3659e0',
  'srp u':
    'c925e0d7c7f8ece8d2b43050ba386682c002626e288ceb6cc2b1a012be1c746533eaf512da8543d6ebe4551eec288c46e9f9b28fd76c5ef9323cf536f1d0c896',
  'srp verifier': verifier,
  'srp SHA-256 of the verifier': 'e985f1fb10e7c5aaf625ec7cc0896e8f92bdcd5b621141766ea6ea93bd899b06',
  'srp A': clientPublic,
  'srp B': devicePublic,
  'srp secrets are equal': 'true',
  'srp K':
    '66cf8a88386ac1a6411e99c24607327eb305bbfdb2d71b615572fcdb06404ea8c08cb3ff80b624fc0e6a26778fb8d96c0ad583d845675f4f432634b21417c3c4',
  'srp M':
    'a977b3c50359338e946840058450990393d7435ed8e8d330019400c34be85d293d2eead1d8bb266ef37e621f69f46998ab7147551e9d237a65751d9501b6ac0e',
  'srp HAMK':
    'b8f1cc00decd699ff136a902fc2cfb3346517927aea89deacb06eb162c8d4f9b64bf935f4feb5ae72653a1f8052225f5b1e46c26f20ba2f7575da739b00adc46',
  'sec2 Cmd0': `1002629103a2018d030a08${hexOf('wifiprov')}128003${clientPublic}`,
  'sec2 sizes': '406 416 75 89',
  'sec2 hello': '3f974b37609bf2cd135d6ce753aa85c58cb86d3418',
  'sec2 world at the client': hexOf('world'),
  'gcm empty': 'a29caf00adb42f514e9ded4858f24a76',
};

/** What our client, and our virtual device where it has a part in it, make of the inputs of the vectors. */
export async function computeVectors(): Promise<Vectors> {
  return { ...(await security0()), ...(await security1()), ...srpValues(), ...(await security2()) };
}

type Spoken = string[];

/** An exchange with a device that keeps what was said, request and answer by turns. */
function recorded(handshake: (request: Uint8Array) => Uint8Array, spoken: Spoken) {
  return async (request: Uint8Array) => {
    const answer = handshake(request);
    spoken.push(encodeHex(request), encodeHex(answer));
    return answer;
  };
}

async function security0(): Promise<Vectors> {
  const spoken: Spoken = [];
  await openSecurity0(recorded(deviceSecurity0.handshake, spoken));
  return named(['sec0 request', 'sec0 answer'], spoken);
}

async function security1(): Promise<Vectors> {
  const pop = utf8.encode('abcd1234');
  const device = new DeviceSecurity1(pop, scriptedRandom(consecutive(0x20, 32), consecutive(0xa0, 16)), openGate);
  const spoken: Spoken = [];
  const exchange = recorded((request) => device.handshake(request), spoken);
  const client = await openSecurity1(exchange, pop, scriptedRandom(consecutive(0, 32)));
  const request = client.encrypt(utf8.encode('hello'));
  const heard = cipherOf(device).decrypt(request);
  const answer = cipherOf(device).encrypt(utf8.encode('world'));
  return {
    ...named(['sec1 Cmd0', 'sec1 Resp0', 'sec1 Cmd1', 'sec1 Resp1'], spoken),
    'sec1 hello': encodeHex(request),
    'sec1 hello at the device': encodeHex(heard),
    'sec1 world': encodeHex(answer),
    'sec1 world at the client': encodeHex(client.decrypt(answer)),
  };
}

const username = utf8.encode('wifiprov');
const password = utf8.encode('abcd1234');
const salt = decodeHex('036ee0c7bcb9eda84c9eac97d93decf4');
const ephemeralA = consecutive(0xc0, 32);
const ephemeralB = consecutive(0x80, 32);

function srpValues(): Vectors {
  const account = srpAccount('wifiprov', 'abcd1234', salt);
  const privateKey = srp.privateKeyOf(salt, username, password);
  const A = srp.powerOfGenerator(numberOf(ephemeralA));
  const B = srp.devicePublicOf(numberOf(ephemeralB), account.verifier);
  const u = srp.scramblingOf(A, B);
  const secret = srp.clientSecret({ ephemeral: numberOf(ephemeralA), privateKey }, B, u);
  const sessionKey = srp.sessionKeyOf(secret);
  const inputs = { username, salt, clientPublic: srp.padded(A), devicePublic: srp.minimal(B) };
  const proof = srp.clientProofOf({ ...inputs, sessionKey });
  return {
    'srp x': privateKey.toString(16),
    'srp k': srp.multiplier.toString(16),
    'srp u': u.toString(16),
    'srp verifier': encodeHex(srp.padded(account.verifier)),
    'srp SHA-256 of the verifier': sha256Hex(srp.padded(account.verifier)),
    'srp A': encodeHex(srp.padded(A)),
    'srp B': encodeHex(srp.minimal(B)),
    'srp secrets are equal': `${secret === srp.deviceSecret(numberOf(ephemeralB), account.verifier, A, u)}`,
    'srp K': encodeHex(sessionKey),
    'srp M': encodeHex(proof),
    'srp HAMK': encodeHex(srp.deviceProofOf(srp.padded(A), proof, sessionKey)),
  };
}

async function security2(): Promise<Vectors> {
  const account = srpAccount('wifiprov', 'abcd1234', salt);
  const device = new DeviceSecurity2(account, 1, scriptedRandom(ephemeralB, consecutive(1, 8)), openGate);
  const spoken: Spoken = [];
  const exchange = recorded((request) => device.handshake(request), spoken);
  const client = await openSecurity2(exchange, { username, password }, 1, scriptedRandom(ephemeralA));
  const key = decodeHex('66cf8a88386ac1a6411e99c24607327eb305bbfdb2d71b615572fcdb06404ea8');
  const empty = gcmRecords(key, decodeHex('010203040506070800000001'), 1).encrypt(new Uint8Array());
  return {
    'sec2 Cmd0': spoken[0] ?? '',
    'sec2 sizes': spoken.map((hex) => hex.length / 2).join(' '),
    'sec2 hello': encodeHex(client.encrypt(utf8.encode('hello'))),
    'sec2 world at the client': encodeHex(client.decrypt(decodeHex('d08f77757785bfa7527a63bf6a9e3a2a4238e344ef'))),
    'gcm empty': encodeHex(empty),
  };
}

function cipherOf({ cipher }: DeviceSecurity1): SessionCipher {
  if (cipher === undefined) throw new Error('no session');
  return cipher;
}

function named(names: readonly string[], values: readonly string[]): Vectors {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
