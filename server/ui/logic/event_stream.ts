/**
 * Reads `text/event-stream`: text in pieces as it arrives, events out. A piece may end anywhere, between the
 * two characters of a line's end too.
 */

/** One event. */
export interface StreamEvent {
  /** "message" unless the server named it. */
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** Keeps what has arrived of an event until it is whole. */
export class EventStreamParser {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #id: string | undefined;

  /** Takes a piece of text; gives the events that it completes. */
  push(text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    this.#rest += text;
    for (;;) {
      const end = this.#rest.search(/[\r\n]/);
      // A carriage return at the very end may be the first half of a line's end.
      if (end < 0 || (this.#rest[end] === "\r" && end === this.#rest.length - 1)) return events;
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + (this.#rest.startsWith("\r\n", end) ? 2 : 1));
      if (line !== "") this.#field(line);
      else if (this.#data.length > 0) {
        events.push({ event: this.#event || "message", data: this.#data.join("\n"), id: this.#id });
        this.#data = [];
        this.#event = "";
      } else this.#event = "";
    }
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id") this.#id = value;
  }
}
