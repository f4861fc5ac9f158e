/** Tones in hertz, one after the other: rising for well, falling for not, twice the same for "somebody is needed". */
const melodies = { done: [660, 880], failed: [330, 220], wanted: [740, 740] } as const;
export type Sound = keyof typeof melodies;

const toneSeconds = 0.14;
const loudness = 0.16;
let context: AudioContext | undefined;

/** Makes sound possible: a browser allows it only from within what a person did. */
export function unlockSound(): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
}

/** Plays where sound is possible, else nothing. */
export function play(sound: Sound): void {
  if (context === undefined || context.state !== 'running') return;
  for (const [index, frequency] of melodies[sound].entries()) tone(context, frequency, index * toneSeconds * 1.15);
}

/** A tone that swells and fades, so that it does not click. */
function tone(audio: AudioContext, frequency: number, delay: number): void {
  const begin = audio.currentTime + delay;
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(loudness, begin + 0.015);
  volume.gain.linearRampToValueAtTime(0, begin + toneSeconds);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(begin);
  oscillator.stop(begin + toneSeconds);
}
