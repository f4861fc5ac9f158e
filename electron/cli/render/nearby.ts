import type { Nearby, NearbyUnit } from '../../host/channel/nearby.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** Each unit with the option that reaches it; what keeps Bluetooth from being used. */
export function renderNearby({ bluetooth, units, others }: Nearby, texts: Texts, style: Style): string {
  const states = bluetooth === 'ready' ? [] : [`${style.yellow('!')} ${texts(`cli:nearby.bluetooth.${bluetooth}`)}`];
  return [
    ...states,
    ...(units.length === 0 ? [texts('cli:nearby.none')] : units.map((unit) => row(unit, texts, style))),
    ...(others === 0 ? [] : [style.dim(texts('cli:nearby.others', { count: others }))]),
  ].join('\n');
}

function row({ target, channel, name, rssi, product, offersRecovery }: NearbyUnit, texts: Texts, style: Style): string {
  const [, place = ''] = /^[a-z]+:(.*)$/.exec(target) ?? [];
  return [
    `--${channel} ${harmless(place)}`,
    name === undefined ? '' : harmless(name),
    product === undefined ? '' : style.bold(texts('cli:nearby.product', { product })),
    rssi === undefined ? '' : `${rssi} dBm`,
    offersRecovery === false ? style.yellow(texts('cli:nearby.no-recovery')) : '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}
