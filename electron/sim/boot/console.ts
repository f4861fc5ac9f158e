import type { BootOutput } from '../boot-run.ts';

const bitsPerCharacter = 10;
const baudRate = 115_200;

/** The console of a chip that starts: keeps what it prints and when, at the speed of its UART. */
export class BootConsole {
  readonly output: BootOutput[] = [];
  /** True while software runs that was built without logging: its log lines are not printed. */
  silent = false;
  #nowMs = 0;

  /** Milliseconds since reset. */
  get nowMs(): number {
    return Math.round(this.#nowMs);
  }

  /** Lets time pass until `ms` after reset; does nothing where it has passed already. */
  waitUntil(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /** A line as the ROM prints it. */
  print(line: string): void {
    const text = `${line}\r\n`;
    this.output.push({ afterMs: this.nowMs, text });
    this.#nowMs += (text.length * bitsPerCharacter * 1000) / baudRate;
  }

  /** A line as ESP-IDF's log library prints it. */
  log(level: 'E' | 'W' | 'I', tag: string, text: string): void {
    if (!this.silent) this.print(`${level} (${this.nowMs}) ${tag}: ${text}`);
  }
}
