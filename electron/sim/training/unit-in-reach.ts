import type { ProvisioningUnit } from '../ble/provisioning-peripheral.ts';
import { firmwareStyles } from '../provisioning/firmware-style.ts';
import { HandlerFailure } from '../provisioning/handler-failure.ts';

/** A unit that is carried away and brought back: out of reach nobody hears it, and what it was asked gets no answer. */
export class UnitInReach implements ProvisioningUnit {
  isInReach: boolean;
  readonly #unit: ProvisioningUnit;
  #unheard = 0;

  constructor(unit: ProvisioningUnit, isInReach: boolean) {
    this.#unit = unit;
    this.isInReach = isInReach;
  }

  get endpoints() {
    return this.#unit.endpoints;
  }

  get style() {
    return this.#unit.style ?? firmwareStyles.current;
  }

  /** For whoever speaks with it, going away in mid-exchange is what a restart is: it falls silent. */
  get starts(): number {
    return (this.#unit.starts ?? 0) + this.#unheard;
  }

  get isServing(): boolean {
    return this.isInReach && this.#unit.isServing !== false;
  }

  async handle(endpoint: string, request: Uint8Array): Promise<Uint8Array> {
    this.#demandReach();
    const answer = await this.#unit.handle(endpoint, request);
    this.#demandReach();
    return answer;
  }

  resetLink(): void {
    this.#unit.resetLink();
  }

  #demandReach(): void {
    if (this.isInReach) return;
    this.#unheard++;
    throw new HandlerFailure('out of reach');
  }
}
