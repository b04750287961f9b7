/**
 * A whole collection on its way to the change feed: as commands of some hundred elements each, so that
 * neither they nor what is in memory for them grow with it.
 */

import type { Namespace } from "./namespace.ts";

/** Arguments of a command. */
const MAX_ARGUMENTS = 512;

/** Elements of the loaded key, reported by one command after the other; the first one has the event. */
export class EffectBatch {
  #args: Uint8Array[] = [];
  #event: string;

  constructor(
    private readonly namespace: Namespace,
    event: string,
    private readonly command: string,
  ) {
    this.#event = event;
  }

  /** Adds the arguments of one element. */
  add(...args: readonly Uint8Array[]): void {
    this.#args.push(...args);
    if (this.#args.length >= MAX_ARGUMENTS) this.end();
  }

  /** Reports what is left. */
  end(): void {
    if (this.#args.length === 0) return;
    this.namespace.effect(this.#event, this.command, this.#args);
    this.#event = "";
    this.#args = [];
  }
}
