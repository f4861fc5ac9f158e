import { encodeBase64 } from '../../../electron/core/bytes/base64.ts';

/** Tones in hertz, one after the other: rising for well, falling for not, twice the same for "somebody is needed". */
const melodies = { done: [660, 880], failed: [330, 220], wanted: [740, 740] } as const;
export type Sound = keyof typeof melodies;

const samplesPerSecond = 16_000;
const toneSeconds = 0.14;
const pauseSeconds = 0.02;
const swellSeconds = 0.015;
const loudness = 0.16;

/** Sounds that were played before, as addresses. */
const made = new Map<Sound, string>();

/**
 * Plays where sound is possible, else nothing: there may be no loudspeaker, and a browser allows it only on a page on
 * which a person did something. A media element and no `AudioContext`, whose constructor waits for the audio service:
 * 55 ms of the main thread (Chromium 142, idle machine), more when the machine is busy.
 */
export function play(sound: Sound): void {
  const address = made.get(sound) ?? addressOf(melodies[sound]);
  made.set(sound, address);
  void new Audio(address).play().catch(() => undefined);
}

function addressOf(tones: readonly number[]): string {
  const pause = new Int16Array(pauseSeconds * samplesPerSecond);
  return `data:audio/wav;base64,${encodeBase64(waveFile(tones.flatMap((hertz) => [...tone(hertz), ...pause])))}`;
}

/** A triangle wave that swells and fades, so that it does not click. */
function tone(hertz: number): number[] {
  return Array.from({ length: toneSeconds * samplesPerSecond }, (_, index) => {
    const seconds = index / samplesPerSecond;
    const swell = Math.min(1, seconds / swellSeconds) * Math.min(1, (toneSeconds - seconds) / toneSeconds);
    const wave = 4 * Math.abs(((seconds * hertz + 0.75) % 1) - 0.5) - 1;
    return Math.round(wave * swell * loudness * 0x7fff);
  });
}

/** RIFF WAVE, one channel of 16-bit PCM. */
function waveFile(samples: readonly number[]): Uint8Array {
  const headerBytes = 44;
  const view = new DataView(new ArrayBuffer(headerBytes + samples.length * 2));
  const word = (offset: number, text: string) =>
    [...text].forEach((letter, index) => {
      view.setUint8(offset + index, letter.charCodeAt(0));
    });
  word(0, 'RIFF');
  view.setUint32(4, view.byteLength - 8, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, samplesPerSecond, true);
  view.setUint32(28, samplesPerSecond * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (const [index, sample] of samples.entries()) view.setInt16(headerBytes + index * 2, sample, true);
  return new Uint8Array(view.buffer);
}
