import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../electron/core/bytes/base64.ts';
import { hostBench } from '../support/host-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { packedProfile, withManifest } from '../unit/profile/profile-fixture.ts';

describe('a product profile', () => {
  it('is opened after a person confirmed its key, and stays open', async () => {
    const { host, connect, workspace } = await hostBench();
    const screen = await connect();
    const packed = await packedProfile();
    const file = encodeBase64(packed.zip);

    const inspected = await screen.request('profile.inspect', { file });
    expect(inspected).toMatchObject({
      keyId: packed.vendor.id,
      needsConfirmation: true,
      profile: { vendor: 'Example Radios', product: 'radio', supportContact: 'help@example.com' },
    });
    expect(inspected.profile.buttonPhoto).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(await screen.request('profile.open', { file })).toEqual({
      needsConfirmation: { vendor: 'Example Radios', keyId: packed.vendor.id },
    });
    expect(screen.state).toMatchObject({ keys: {}, releases: {}, profile: {} });
    expect(await screen.refusal('profile.open', { file, confirmKey: 'a'.repeat(64) })).toBe(
      'profile.other-key-confirmed',
    );
    expect(screen.state?.keys).toEqual({});

    expect(await screen.request('profile.open', { file, confirmKey: packed.vendor.id })).toEqual({});
    await screen.until(({ profile }) => profile[''] !== undefined);
    const release = screen.state?.profile['']?.release ?? '';
    expect(screen.state?.releases[release]).toMatchObject({ product: 'radio', signedBy: 'Example Radios' });
    expect(await screen.request('profile.open', { file })).toEqual({});

    await host.close();
    const second = await hostBench({ workspace });
    await (await second.connect()).until(({ profile }) => profile['']?.vendor === 'Example Radios');
  });

  it('goes with its key: a revoked one brings nothing back', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const { zip, vendor } = await packedProfile();
    const file = encodeBase64(zip);
    await screen.request('profile.open', { file, confirmKey: vendor.id });
    await screen.request('key.revoke', { key: vendor.id });
    await screen.until(({ profile }) => profile[''] === undefined);
    expect(await screen.refusal('profile.open', { file, confirmKey: vendor.id })).toBe('profile.revoked-key');
  });

  it('that is refused leaves nothing behind', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const packed = await packedProfile();
    const zip = await withManifest(packed, (manifest) => ({ ...manifest, product: { id: 'lamp', name: 'Lamp' } }));
    const refused = { file: encodeBase64(zip), confirmKey: packed.vendor.id };
    expect(await screen.refusal('profile.open', refused)).toBe('profile.other-product');
    expect(screen.state).toMatchObject({ keys: {}, releases: {}, profile: {} });
  });

  it('of a customer edition is there from the start, and again after another was closed', async () => {
    const editionFolder = join(temporaryFolder(), 'profile');
    mkdirSync(editionFolder);
    writeFileSync(join(editionFolder, 'edition.unstrand-profile'), (await packedProfile({ vendor: 'Edition' })).zip);
    const { connect } = await hostBench({ editionFolder });
    const screen = await connect();
    await screen.until(
      ({ profile, releases }) => profile['']?.vendor === 'Edition' && Object.keys(releases).length > 0,
    );
    const other = await packedProfile();
    await screen.request('profile.open', { file: encodeBase64(other.zip), confirmKey: other.vendor.id });
    await screen.until(({ profile }) => profile['']?.vendor === 'Example Radios');
    await screen.request('profile.close', {});
    await screen.until(({ profile }) => profile['']?.vendor === 'Edition');
  });
});

describe('the developer switch', () => {
  it('takes two steps, and no step twice', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const isOn = () => screen.state?.settings['']?.allowUnsigned;
    expect(await screen.refusal('settings.change', { allowUnsigned: true } as never)).toBe('app.bad-params');
    const { confirmation } = await screen.request('settings.allow-unsigned', { allow: true });
    expect(isOn()).toBe(false);
    const { confirmation: another } = await screen.request('settings.allow-unsigned', {
      allow: true,
      confirmation: `${confirmation}x`,
    });
    const used = { allow: true, confirmation } as const;
    expect((await screen.request('settings.allow-unsigned', used)).confirmation).toBeDefined();
    expect(isOn()).toBe(false);
    expect(another).not.toBe(confirmation);

    const last = await screen.request('settings.allow-unsigned', { allow: true });
    expect(await screen.request('settings.allow-unsigned', { allow: true, ...last })).toEqual({});
    await screen.until(({ settings }) => settings['']?.allowUnsigned === true);
    expect(await screen.request('settings.allow-unsigned', { allow: false })).toEqual({});
    await screen.until(({ settings }) => settings['']?.allowUnsigned === false);
  });
});
