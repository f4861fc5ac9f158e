/** A fault of one direction of the line. `after` counts bytes from the moment the fault is added. */
export type LineFault =
  | { readonly kind: 'drop'; readonly after: number; readonly count: number }
  | { readonly kind: 'flip'; readonly after: number; readonly mask: number }
  | { readonly kind: 'stall'; readonly after: number; readonly forMs: number }
  | { readonly kind: 'pull'; readonly after: number };

/** What is left of some bytes after the faults on their way. */
export interface DamagedBytes {
  readonly bytes: Uint8Array;
  readonly stallMs: number;
  /** The cable was pulled after these bytes. */
  readonly pulled: boolean;
}

/** Faults of one direction. */
export class LineFaults {
  #faults: LineFault[] = [];
  #passed = 0;

  add(fault: LineFault): void {
    this.#faults.push({ ...fault, after: fault.after + this.#passed });
  }

  /** Lets bytes pass, with the faults that lie on their way; a fault that is over is forgotten. */
  apply(bytes: Uint8Array): DamagedBytes {
    const start = this.#passed;
    this.#passed += bytes.length;
    if (this.#faults.length === 0) return { bytes, stallMs: 0, pulled: false };
    const hit = this.#faults.filter((fault) => fault.after < this.#passed && endOf(fault) > start);
    this.#faults = this.#faults.filter((fault) => endOf(fault) > this.#passed);
    return damage(bytes, start, hit);
  }
}

function endOf(fault: LineFault): number {
  return fault.after + (fault.kind === 'drop' ? fault.count : 1);
}

function damage(bytes: Uint8Array, start: number, faults: readonly LineFault[]): DamagedBytes {
  const pull = faults.find((fault) => fault.kind === 'pull');
  const whole = bytes.slice(0, pull && pull.after - start);
  let stallMs = 0;
  for (const fault of faults) {
    const at = fault.after - start;
    if (fault.kind === 'flip' && at < whole.length) whole[at] = (whole[at] ?? 0) ^ fault.mask;
    if (fault.kind === 'stall') stallMs += fault.forMs;
  }
  const drops = faults.filter((fault) => fault.kind === 'drop');
  const isDropped = (at: number) => drops.some((drop) => at >= drop.after && at < endOf(drop));
  const left = drops.length === 0 ? whole : whole.filter((_, index) => !isDropped(start + index));
  return { bytes: left, stallMs, pulled: pull !== undefined };
}

/** Replies of one command that never reach the line. */
interface LostReplies {
  readonly opcode: number;
  skip: number;
  count: number;
}

/** The command at which the cable comes out. */
interface PullAt {
  readonly opcode: number;
  skip: number;
}

/** Everything that can be made to go wrong on one unit. */
export class Faults {
  readonly toChip = new LineFaults();
  readonly toHost = new LineFaults();
  /** The next starts from flash find the supply too weak. */
  brownOutAtBoot = false;
  /** The highest rate that adapter and cable carry: what is sent faster arrives spoiled, both ways. Undefined = any. */
  cleanBaudRate: number | undefined;
  readonly #lost: LostReplies[] = [];
  #pull: PullAt | undefined;

  /** Pulls the cable, once, when a command of this opcode comes in, after letting `skip` of them pass. */
  pullAt(opcode: number, skip = 0): void {
    this.#pull = { opcode, skip };
  }

  /** Whether this request frame is the one at which the cable comes out; called once for each frame received. */
  pullsAt(frame: Uint8Array): boolean {
    if (this.#pull === undefined || frame[0] !== 0 || frame[1] !== this.#pull.opcode) return false;
    if (this.#pull.skip-- > 0) return false;
    this.#pull = undefined;
    return true;
  }

  /** Loses `count` replies to an opcode after letting `skip` of them pass. */
  loseReplies(opcode: number, count = 1, skip = 0): void {
    this.#lost.push({ opcode, skip, count });
  }

  /** Whether this response frame is one to lose; called once for each frame sent. */
  takesReply(frame: Uint8Array): boolean {
    const lost = this.#lost.find(({ opcode, count }) => count > 0 && frame[0] === 1 && frame[1] === opcode);
    if (lost === undefined) return false;
    if (lost.skip > 0) {
      lost.skip--;
      return false;
    }
    lost.count--;
    return true;
  }
}
