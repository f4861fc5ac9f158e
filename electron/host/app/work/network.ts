import type { Params, Result } from '../../../contract/commands.ts';
import { decodeHex, encodeHex } from '../../../core/bytes/hex.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import type { StationStatus } from '../../../core/provisioning/wifi/wifi-client.ts';
import { sessionOpener } from '../../channel/channel-opener.ts';
import { type OpenUnitSession, readUnitNetwork, scanUnitNetworks, setUnitNetwork } from '../../wifi/unit-network.ts';
import type { Desk } from '../desk.ts';
import { harmlessText } from '../harmless-text.ts';
import { isRadioTarget } from '../radio/target-channel.ts';
import type { UnitSession } from '../unit-session.ts';
import { accessOf, openerFor } from './channel.ts';
import { lookAtUnit } from './look.ts';

const maxName = 200;

/** How the unit fares with its network, in its own word. Throws `provisioning.*`, `ble.*`, `app.unit-busy`. */
export async function askNetwork(
  session: UnitSession,
  desk: Desk,
  signal: AbortSignal,
): Promise<Result<'wifi.status'>> {
  const open = await openerOf(session, desk);
  const { status } = await lookAtUnit(session, signal, (own) => readUnitNetwork(open, own));
  return harmlessStatus(status);
}

/** Networks that the unit hears. Throws like `askNetwork`. */
export async function scanFromUnit(
  session: UnitSession,
  desk: Desk,
  signal: AbortSignal,
): Promise<Result<'wifi.scan'>> {
  const open = await openerOf(session, desk);
  const heard = await lookAtUnit(session, signal, (own) => scanUnitNetworks(open, own));
  const fitting = heard.filter(({ ssid }) => ssid.length > 0 && ssid.length <= 32);
  const networks = fitting.map(({ name, ssid, channel, rssi, isOpen }) => {
    return { name: harmlessText(name, maxName), ssid: encodeHex(ssid), channel, rssi, isOpen };
  });
  return { networks };
}

/** Gives the unit a network and waits for what it says of that. What was given is written down nowhere. */
export async function giveUnitNetwork(
  session: UnitSession,
  { ssid, passphrase }: Omit<Params<'wifi.set'>, 'unit'>,
  operator: string,
  desk: Desk,
  signal: AbortSignal,
): Promise<Result<'wifi.set'>> {
  const open = await openerOf(session, desk);
  const { target } = session;
  const credentials = { ssid: decodeHex(ssid), passphrase };
  const outcome = await lookAtUnit(session, signal, (own) =>
    setUnitNetwork({ open, credentials, operator, target, signal: own }, desk.workspace),
  );
  // It took them, and has not said how they did: it is still at it.
  return outcome.state === 'not-seen' ? { state: 'connecting' } : harmlessStatus(outcome);
}

async function openerOf(session: UnitSession, desk: Desk): Promise<OpenUnitSession> {
  if (!isRadioTarget(session.target)) throw new RecoveryError('provisioning.not-offered', { what: 'prov-config' });
  const { workspace, releases } = desk;
  const manifests = (await releases.usable()).map(({ manifest }) => manifest);
  const { random } = workspace;
  return sessionOpener(accessOf(session), { open: openerFor(session, desk), random, releases: manifests });
}

function harmlessStatus(status: StationStatus): Result<'wifi.status'> {
  if (status.state !== 'connected') return status;
  const { address, name } = status;
  return { state: 'connected', address: harmlessText(address, 100), name: harmlessText(name, maxName) };
}
