/** `session=<decimal uint32>`: all that the firmware compares, in a buffer of 20 bytes (PROTOCOLS §1.4). */
const pair = /^session=\d{1,10}$/;

/**
 * By what the unit knows the conversation: since v4.3 (and late releases before) by the cookie of its first answer, before
 * by the connection.
 */
export class SessionCookie {
  #pair: string | undefined;
  #hasAnswer = false;

  /** The header for the next request; undefined where the connection itself is the session. */
  get header(): string | undefined {
    return this.#pair;
  }

  /** True where only the connection that has been used so far still carries the conversation. */
  get isBoundToConnection(): boolean {
    return this.#hasAnswer && this.#pair === undefined;
  }

  /** Takes note of an answer. False where it opens a new session in mid-conversation: the one there was is gone. */
  accept(setCookie: readonly string[] | undefined): boolean {
    const isFirst = !this.#hasAnswer;
    this.#hasAnswer = true;
    const told = setCookie?.map((line) => line.split(';')[0]?.trim() ?? '').find((text) => pair.test(text));
    if (told === undefined) return true;
    if (isFirst) this.#pair = told;
    return told === this.#pair;
  }
}
