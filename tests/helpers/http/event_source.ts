/** A reader of server-sent events that hands them on one by one. */

/** One event: its name ("message" unless told) and its data. */
export interface ReceivedEvent {
  readonly event: string;
  readonly data: string;
}

/** The events of one response. */
export class EventSource {
  /** Comments so far. */
  comments = 0;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(readonly response: Response) {
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event; undefined at the end. Comments and events without data are passed over. */
  async next(): Promise<ReceivedEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end < 0) {
        const { value, done } = await this.#reader.read();
        if (done) return undefined;
        this.#text += value;
        continue;
      }
      const lines = this.#text.slice(0, end).split("\n");
      this.#text = this.#text.slice(end + 2);
      this.comments += lines.filter((line) => line.startsWith(":")).length;
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (data.length === 0) continue;
      const event = lines.find((line) => line.startsWith("event: "))?.slice(7) ?? "message";
      return { event, data: data.join("\n") };
    }
  }

  /** The next event's name, and its data read as JSON. */
  async json(): Promise<[event: string, data: unknown] | undefined> {
    const next = await this.next();
    return next && [next.event, JSON.parse(next.data)];
  }

  /** Goes away. */
  close(): Promise<void> {
    return this.#reader.cancel().catch(() => {});
  }
}
