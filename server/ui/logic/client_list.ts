/** Reads the lines in which CLIENT LIST tells who is connected. */

/** A connected client as CLIENT LIST tells of it. */
export interface ClientLine {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly ageSeconds: number;
  readonly idleSeconds: number;
  readonly flags: string;
  readonly database: string;
  readonly command: string;
  readonly subscriptions: number;
  readonly user: string;
  readonly memoryBytes: number;
}

/** The clients of CLIENT LIST. Names hold no blanks, so that blanks separate. */
export function parseClients(text: string): ClientLine[] {
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const fields = new Map<string, string>();
    for (const word of line.split(" ")) {
      const equals = word.indexOf("=");
      if (equals > 0) fields.set(word.slice(0, equals), word.slice(equals + 1));
    }
    const text = (name: string) => fields.get(name) ?? "";
    const number = (name: string) => Number(fields.get(name) ?? 0);
    return {
      id: text("id"),
      address: text("addr"),
      name: text("name"),
      ageSeconds: number("age"),
      idleSeconds: number("idle"),
      flags: text("flags"),
      database: text("db"),
      command: text("cmd"),
      subscriptions: number("sub") + number("psub") + number("ssub"),
      user: text("user"),
      memoryBytes: number("tot-mem"),
    };
  });
}
