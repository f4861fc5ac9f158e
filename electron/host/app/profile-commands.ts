import { profileCommands } from '../../contract/commands/profile.ts';
import type { Desk } from './desk.ts';
import { harmlessText } from './harmless-text.ts';
import { type InspectedProfile, profileEntityOf } from './profile-shelf.ts';
import { action, query, type Routes } from './route.ts';

/** The product profile. */
export function profileRoutes(desk: () => Pick<Desk, 'profiles'>): Routes<keyof typeof profileCommands> {
  const commands = profileCommands;
  return {
    'profile.inspect': query(commands['profile.inspect'], async ({ file }) =>
      describe(await desk().profiles.inspect(bytesOf(file))),
    ),
    'profile.open': action(commands['profile.open'], async ({ file, confirmKey }) => {
      const { profiles } = desk();
      const bytes = bytesOf(file);
      if ((await profiles.open(bytes, confirmKey)) !== 'needs-confirmation') return {};
      const { manifest, signer } = (await profiles.inspect(bytes)).profile;
      return { needsConfirmation: { vendor: harmlessText(manifest.vendor), keyId: signer.id } };
    }),
    'profile.close': action(commands['profile.close'], async () => {
      await desk().profiles.close();
      return {};
    }),
  };
}

function describe({ profile, enrolled, newKeys }: InspectedProfile) {
  const version = profile.release?.content.manifest.version;
  return {
    profile: profileEntityOf(profile),
    keyId: profile.signer.id,
    keys: profile.keys.map(({ id, name }) => ({
      id,
      name: harmlessText(name),
      isEnrolled: !newKeys.some((key) => key.id === id),
      isNameTaken: enrolled.some((key) => key.name === name && key.id !== id),
    })),
    ...(version !== undefined && { releaseVersion: harmlessText(version) }),
    needsConfirmation: newKeys.length > 0,
  };
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
