import type { EngineEvent } from '../../../electron/core/engine/events.ts';
import type { ProvisioningUnit } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { FlashChip } from '../../../electron/sim/flash-chip.ts';
import type { RecoveryUnit } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { startFirmware } from '../../../electron/sim/provisioning/recovery/running-firmware.ts';
import { instantTiming } from '../../../electron/sim/timing.ts';
import { newImage, newVersion, oldVersion } from './air-bench.ts';

/** Where the bench's unit has what must survive, and the slot that is written. */
const nvs = [0x9000, 0xd000] as const;
const [oldSlot, newSlot] = [0x10000, 0x190000];

/** Looks at a unit whenever a link to it begins or ends: what would start now, and whether what must survive has. */
export class UnitWatch {
  /** Everything that was wrong, in words; empty is well. */
  readonly wrongs: string[] = [];
  looks = 0;
  #unit: RecoveryUnit | undefined;
  #nvs: Uint8Array = new Uint8Array();
  #old: Uint8Array = new Uint8Array();

  readonly #events: () => readonly EngineEvent[];

  constructor(events: () => readonly EngineEvent[]) {
    this.#events = events;
  }

  /** The unit as it stands behind a radio or a network. */
  inFrontOf(unit: RecoveryUnit): ProvisioningUnit {
    if (this.#unit === undefined) {
      const { flash } = unit.hardware;
      this.#nvs = flash.bytes.slice(...nvs);
      this.#old = flash.bytes.slice(oldSlot, newSlot);
    }
    this.#unit = unit;
    const look = () => this.look();
    return {
      endpoints: unit.endpoints,
      style: unit.style,
      get starts() {
        return unit.starts;
      },
      get isServing() {
        return unit.isServing;
      },
      handle: (endpoint, request) => unit.handle(endpoint, request),
      resetLink() {
        look();
        unit.resetLink();
      },
    };
  }

  /** What a start would run now, on a copy: looking changes nothing. */
  look(): string | undefined {
    if (this.#unit === undefined) return undefined;
    this.looks++;
    const { hardware } = this.#unit;
    const { bytes } = hardware.flash;
    const starts = startFirmware({ ...hardware, flash: new FlashChip(bytes.slice(), instantTiming) });
    const version = starts?.descriptor?.version;
    const image = newImage();
    const isWhole = Buffer.compare(bytes.subarray(newSlot, newSlot + image.length), image) === 0;
    const mayActivate = this.#events().some((event) => event.type === 'step-started' && event.step.kind === 'activate');
    const claim = (isSo: boolean, what: string) => {
      if (!isSo) this.wrongs.push(`${what} (look ${this.looks}, starts ${version})`);
    };
    claim(version === oldVersion || version === newVersion, 'nothing starts');
    claim(version !== newVersion || isWhole, 'a half image starts');
    claim(version === oldVersion || mayActivate, 'the new firmware starts before it was activated');
    claim(Buffer.compare(bytes.subarray(...nvs), this.#nvs) === 0, 'NVS is changed');
    claim(Buffer.compare(bytes.subarray(oldSlot, newSlot), this.#old) === 0, 'the old firmware is changed');
    return version;
  }
}
