import type { NearbyEntity } from '../../../contract/state.ts';
import { classifyAdvertisement } from '../../../core/provisioning/ble/classify-advertisement.ts';
import { productOfAdvertisement } from '../../../core/provisioning/nearby-product.ts';
import type { OpenTarget } from '../../channel/channel-access.ts';
import { openOver } from '../../channel/open-channel.ts';
import type { Radio } from '../../channel/radio.ts';
import { withUnitNetwork } from '../../wifi/join-unit-network.ts';
import type { Workspace } from '../../workspace.ts';
import { harmlessText } from '../harmless-text.ts';
import type { KnownRelease } from '../release-shelf.ts';
import type { StateStore } from '../state-store.ts';
import { type AccessPoint, createAccessPoint, type JoinNetwork } from './access-point.ts';
import { createNearbyUnits, type NearbyUnits, type Sighting } from './nearby-units.ts';
import { channelOf, isUnitAddress } from './target-channel.ts';

/** The air around virtual units: their radio, and the networks that they open, as far as a learner has switched them on. */
export interface TrainingAir {
  readonly radio: Radio;
  /** Networks of units, by the target behind which the unit answers; called anew whenever they changed. */
  watch(listener: (networks: readonly NearbyEntity[]) => void): () => void;
}

/** How a desk speaks with units that hang on no cable. */
export interface DeskRadio {
  readonly nearby: NearbyUnits;
  readonly accessPoint: AccessPoint;
  readonly open: OpenTarget;
  /** Whether a unit may be reached by this target from here. */
  isInReach(target: string): boolean;
  /** The unit that the label of a unit names. */
  targetNamed(name: string, channel: 'ble' | 'softap'): string | undefined;
  close(): Promise<void>;
}

export interface DeskRadioOptions {
  readonly radio: Radio;
  readonly air: TrainingAir | undefined;
  readonly workspace: Workspace;
  readonly state: StateStore;
  /** What is usable now; who advertises is named by it. */
  readonly releases: () => Promise<readonly KnownRelease[]>;
  readonly onError: (error: unknown) => void;
}

const usualSoftApTarget = 'softap:http://192.168.4.1';

export function openDeskRadio({ radio, air, workspace, state, releases, onError }: DeskRadioOptions): DeskRadio {
  let usable: readonly KnownRelease[] = [];
  const noteReleases = () =>
    releases().then((found) => {
      usable = found;
    }, onError);
  const classify = (advertisement: Parameters<typeof classifyAdvertisement>[0]): Sighting => {
    const known = usable.map(({ manifest }) => manifest);
    const product = productOfAdvertisement(advertisement, known);
    const name = known.find((manifest) => manifest.product.id === product)?.product.name;
    const isUnit = product !== undefined || classifyAdvertisement(advertisement) === 'provisioning';
    return {
      kind: isUnit ? 'provisioning' : 'other',
      ...(product !== undefined && { product: harmlessText(product) }),
      ...(name !== undefined && { productName: harmlessText(name) }),
    };
  };
  const { central } = radio;
  const nearby = createNearbyUnits({ central, state, clock: workspace.clock, classify });
  const accessPoint = createAccessPoint(state, air === undefined ? systemJoin(workspace) : virtualJoin);
  const networks = new Map<string, NearbyEntity>();
  const stopAir = air?.watch((found) => {
    for (const id of networks.keys()) state.remove('nearby', id);
    networks.clear();
    for (const network of found) {
      networks.set(network.id, network);
      state.put('nearby', network.id, network);
    }
  });
  const { softAp } = radio;
  const bound: Radio = {
    central,
    get softAp() {
      const { localAddress } = accessPoint;
      return localAddress === undefined ? softAp : { ...softAp, localAddress };
    },
  };
  return {
    nearby: {
      ...nearby,
      begin() {
        void noteReleases();
        nearby.begin();
      },
    },
    accessPoint,
    open: openOver(bound),
    isInReach(target) {
      if (channelOf(target) === 'ble') return nearby.has(target) || air === undefined;
      return air === undefined ? isUnitAddress(target, false) : networks.has(target);
    },
    targetNamed(name, channel) {
      if (channel === 'ble') return nearby.targetNamed(name);
      if (air === undefined) return usualSoftApTarget;
      return [...networks.values()].find((network) => network.name === harmlessText(name))?.id;
    },
    async close() {
      stopAir?.();
      await accessPoint.close();
      await nearby.close();
    },
  };
}

function systemJoin(workspace: Workspace): JoinNetwork {
  return ({ ssid, password }, signal, onNotRestored, inside) => {
    const network = { ssid: new TextEncoder().encode(ssid), ...(password !== undefined && { password }) };
    return withUnitNetwork({ network, signal, onNotRestored }, workspace, inside);
  };
}

/** Virtual units are on this machine whatever network it is in: nothing of its Wi-Fi is touched in training. */
const virtualJoin: JoinNetwork = (_network, _signal, _onNotRestored, inside) => inside(undefined);
