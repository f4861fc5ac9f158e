import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { gcmRecords } from '../../../electron/core/provisioning/security/gcm-records.ts';
import { openSecurity0 } from '../../../electron/core/provisioning/security/security0.ts';
import { openSecurity1 } from '../../../electron/core/provisioning/security/security1.ts';
import { openSecurity2 } from '../../../electron/core/provisioning/security/security2.ts';
import * as srp from '../../../electron/core/provisioning/security/srp.ts';
import { deviceSecurity0 } from '../../../electron/sim/provisioning/security/device-security0.ts';
import { DeviceSecurity1 } from '../../../electron/sim/provisioning/security/device-security1.ts';
import { DeviceSecurity2, srpAccount } from '../../../electron/sim/provisioning/security/device-security2.ts';
import { openGate } from '../../../electron/sim/provisioning/security/proof-gate.ts';
import { scriptedRandom } from './bench.ts';
import { clientPublic, devicePublic, verifier } from './srp-vectors.ts';

/** PROTOCOLS §2.5 and appendix A. */
const utf8 = new TextEncoder();
const consecutive = (first: number, length: number) => Uint8Array.from({ length }, (_, index) => first + index);

interface Spoken {
  readonly request: string;
  readonly answer: string;
}

/** An exchange with a device that keeps what was said. */
function recorded(handshake: (request: Uint8Array) => Uint8Array, spoken: Spoken[]) {
  return async (request: Uint8Array) => {
    const answer = handshake(request);
    spoken.push({ request: encodeHex(request), answer: encodeHex(answer) });
    return answer;
  };
}

describe('security 0', () => {
  it('says what Espressif’s client and device say', async () => {
    const spoken: Spoken[] = [];
    await openSecurity0(recorded(deviceSecurity0.handshake, spoken));
    expect(spoken).toEqual([{ request: '5203a20100', answer: '52050801aa0100' }]);
  });
});

describe('security 1', () => {
  const C = '8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f';
  const D = '358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254';

  it('frames and encrypts as the vectors do, both sides', async () => {
    const pop = utf8.encode('abcd1234');
    const device = new DeviceSecurity1(pop, scriptedRandom(consecutive(0x20, 32), consecutive(0xa0, 16)), openGate);
    const spoken: Spoken[] = [];
    const client = await openSecurity1(
      recorded((request) => device.handshake(request), spoken),
      pop,
      scriptedRandom(consecutive(0, 32)),
    );
    const proof = '38bcf234075a216427a3d7dcb322e90239a99dd0947e3b43cfcf8765d0f5d065';
    const deviceProof = '1c47719477b668f0022f81ffb2a1bb24b63e2c24efc58bb7b919f8153477f8b0';
    expect(spoken).toEqual([
      {
        request: `10015a25a201220a20${C}`,
        answer: `10015a390801aa01341220${D}1a10${encodeHex(consecutive(0xa0, 16))}`,
      },
      { request: `10015a270802b201221220${proof}`, answer: `10015a270803ba01221a20${deviceProof}` },
    ]);
    const request = client.encrypt(utf8.encode('hello'));
    expect(encodeHex(request)).toBe('8f190cb1ff');
    expect(device.cipher?.decrypt(request)).toEqual(utf8.encode('hello'));
    expect(encodeHex(device.cipher?.encrypt(utf8.encode('world')) ?? new Uint8Array())).toBe('413df98d39');
    expect(client.decrypt(decodeHex('413df98d39'))).toEqual(utf8.encode('world'));
  });
});

describe('security 2', () => {
  const salt = decodeHex('036ee0c7bcb9eda84c9eac97d93decf4');
  const ephemeralA = consecutive(0xc0, 32);
  const ephemeralB = consecutive(0x80, 32);
  const numberOf = (bytes: Uint8Array) => BigInt(`0x${encodeHex(bytes)}`);

  it('computes every value of the table', () => {
    const account = srpAccount('wifiprov', 'abcd1234', salt);
    const x = srp.privateKeyOf(salt, utf8.encode('wifiprov'), utf8.encode('abcd1234'));
    expect(x.toString(16)).toBe(
      '869b97a7399bdc2e9e2943dbf1f5347a10108ea60e278cafb5849aa0c14f6b735aa186d260e779838af03d4393961086dabe3321c01c58672f186b698f83314a',
    );
    expect(encodeHex(srp.padded(account.verifier))).toBe(verifier);
    expect(sha256Hex(srp.padded(account.verifier))).toBe(
      'e985f1fb10e7c5aaf625ec7cc0896e8f92bdcd5b621141766ea6ea93bd899b06',
    );
    expect(srp.multiplier.toString(16)).toBe(
      'a9c2e2559bf0ebb53f0cbbf62282906bede7f2182f00678211fbd5bde5b285033a4993503b87397f9be5ec02080fedbc0835587ad039060879b8621e8c3659e0',
    );
    const A = srp.powerOfGenerator(numberOf(ephemeralA));
    const B = srp.devicePublicOf(numberOf(ephemeralB), account.verifier);
    expect(encodeHex(srp.padded(A))).toBe(clientPublic);
    expect(encodeHex(srp.minimal(B))).toBe(devicePublic);
    const u = srp.scramblingOf(A, B);
    expect(u.toString(16)).toBe(
      'c925e0d7c7f8ece8d2b43050ba386682c002626e288ceb6cc2b1a012be1c746533eaf512da8543d6ebe4551eec288c46e9f9b28fd76c5ef9323cf536f1d0c896',
    );
    const client = srp.clientSecret({ ephemeral: numberOf(ephemeralA), privateKey: x }, B, u);
    expect(client).toBe(srp.deviceSecret(numberOf(ephemeralB), account.verifier, A, u));
    const sessionKey = srp.sessionKeyOf(client);
    expect(encodeHex(sessionKey)).toBe(
      '66cf8a88386ac1a6411e99c24607327eb305bbfdb2d71b615572fcdb06404ea8c08cb3ff80b624fc0e6a26778fb8d96c0ad583d845675f4f432634b21417c3c4',
    );
    const inputs = {
      username: utf8.encode('wifiprov'),
      salt,
      clientPublic: srp.padded(A),
      devicePublic: srp.minimal(B),
    };
    const proof = srp.clientProofOf({ ...inputs, sessionKey });
    expect(encodeHex(proof)).toBe(
      'a977b3c50359338e946840058450990393d7435ed8e8d330019400c34be85d293d2eead1d8bb266ef37e621f69f46998ab7147551e9d237a65751d9501b6ac0e',
    );
    expect(encodeHex(srp.deviceProofOf(srp.padded(A), proof, sessionKey))).toBe(
      'b8f1cc00decd699ff136a902fc2cfb3346517927aea89deacb06eb162c8d4f9b64bf935f4feb5ae72653a1f8052225f5b1e46c26f20ba2f7575da739b00adc46',
    );
  });

  it('frames the handshake as the vectors do and ends with the vectors’ key', async () => {
    const device = new DeviceSecurity2(
      srpAccount('wifiprov', 'abcd1234', salt),
      1,
      scriptedRandom(ephemeralB, consecutive(1, 8)),
      openGate,
    );
    const spoken: Spoken[] = [];
    const login = { username: utf8.encode('wifiprov'), password: utf8.encode('abcd1234') };
    const exchange = recorded((request) => device.handshake(request), spoken);
    const client = await openSecurity2(exchange, login, 1, scriptedRandom(ephemeralA));
    expect(spoken[0]?.request).toBe(`1002629103a2018d030a08${encodeHex(login.username)}128003${clientPublic}`);
    expect(spoken.flatMap(({ request, answer }) => [request.length / 2, answer.length / 2])).toEqual([
      406, 416, 75, 89,
    ]);
    expect(encodeHex(client.encrypt(utf8.encode('hello')))).toBe('3f974b37609bf2cd135d6ce753aa85c58cb86d3418');
    expect(client.decrypt(decodeHex('d08f77757785bfa7527a63bf6a9e3a2a4238e344ef'))).toEqual(utf8.encode('world'));
  });

  it('seals an empty message with a tag alone, and counts with patch 1 only', () => {
    const key = decodeHex('66cf8a88386ac1a6411e99c24607327eb305bbfdb2d71b615572fcdb06404ea8');
    const nonce = decodeHex('010203040506070800000001');
    expect(encodeHex(gcmRecords(key, nonce, 1).encrypt(new Uint8Array()))).toBe('a29caf00adb42f514e9ded4858f24a76');
    const still = gcmRecords(key, nonce, 0);
    expect(still.encrypt(utf8.encode('hello'))).toEqual(still.encrypt(utf8.encode('hello')));
    const counting = gcmRecords(key, nonce, 1);
    expect(counting.encrypt(utf8.encode('hello'))).not.toEqual(counting.encrypt(utf8.encode('hello')));
  });

  it('stops before a counter comes round', () => {
    const records = gcmRecords(new Uint8Array(32), decodeHex('0000000000000000ffffffff'), 1);
    expect(() => records.encrypt(new Uint8Array(1))).toThrow(RangeError);
  });
});
