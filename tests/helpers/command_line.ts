/**
 * Commands as text: redis-cli's quoting to arguments, arguments to a RESP request, and bytes back
 * to text that a person can read in a failure.
 *
 * Quoting: `"…"` takes \n \r \t \b \a \\ \" and \xHH, `'…'` takes \' alone, and everything else
 * ends at white space. Text outside escapes is UTF-8.
 */

const encoder = new TextEncoder();

/** One argument: text stands for its UTF-8 bytes, a number for its digits. */
export type Argument = string | number | Uint8Array;

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, a: 7 };

/**
 * Splits a line as redis-cli does.
 *
 * @throws {SyntaxError} when a quote is not closed or is followed by anything but white space.
 */
export function splitArguments(line: string): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isSpace(line, at)) at++;
    if (at === line.length) return parts;
    const bytes: number[] = [];
    let quote = "";
    for (; at < line.length; at++) {
      const char = line[at]!;
      if (quote === "") {
        if (isSpace(line, at)) break;
        if (char === '"' || char === "'") quote = char;
        else at += pushCharacter(bytes, line, at) - 1;
      } else if (char === quote) {
        quote = "";
        if (at + 1 < line.length && !isSpace(line, at + 1)) {
          throw new SyntaxError(`Text after a closing quote: ${line}`);
        }
      } else if (char === "\\" && quote === '"' && at + 1 < line.length) {
        const hex = /^x[0-9a-fA-F]{2}/.exec(line.slice(at + 1, at + 4));
        if (hex) {
          bytes.push(parseInt(hex[0].slice(1), 16));
          at += 3;
        } else {
          const next = line[++at]!;
          if (next in ESCAPES) bytes.push(ESCAPES[next]!);
          else pushCharacter(bytes, line, at);
        }
      } else if (char === "\\" && quote === "'" && line[at + 1] === "'") {
        bytes.push(39);
        at++;
      } else {
        at += pushCharacter(bytes, line, at) - 1;
      }
    }
    if (quote !== "") throw new SyntaxError(`Unbalanced quotes: ${line}`);
    parts.push(Uint8Array.from(bytes));
  }
}

function isSpace(line: string, at: number): boolean {
  return line[at] === " " || line[at] === "\t";
}

/** Appends one character's UTF-8; returns how many UTF-16 units it took. */
function pushCharacter(bytes: number[], line: string, at: number): number {
  const character = String.fromCodePoint(line.codePointAt(at)!);
  bytes.push(...encoder.encode(character));
  return character.length;
}

/** Bytes of an argument. */
export function toBytes(argument: Argument): Uint8Array {
  return argument instanceof Uint8Array ? argument : encoder.encode(String(argument));
}

/** A request: a RESP array of bulk strings. */
export function encodeCommand(args: readonly Argument[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [encoder.encode(`*${args.length}\r\n`)];
  for (const argument of args) {
    const bytes = toBytes(argument);
    parts.push(encoder.encode(`$${bytes.length}\r\n`), bytes, CRLF);
  }
  return concat(parts);
}

const CRLF = encoder.encode("\r\n");

/** All parts in one array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** One character a byte: for comparing and searching replies as strings without loss. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return text;
}

/** Printable form, with \r \n \t and \xHH; quotes and backslashes are escaped. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    if (byte === 13) text += "\\r";
    else if (byte === 10) text += "\\n";
    else if (byte === 9) text += "\\t";
    else if (byte === 34 || byte === 92) text += "\\" + String.fromCharCode(byte);
    else if (byte >= 32 && byte < 127) text += String.fromCharCode(byte);
    else text += "\\x" + byte.toString(16).padStart(2, "0");
  }
  return text;
}

/** A command as it could be pasted into redis-cli or a transcript. */
export function formatCommand(args: readonly Argument[]): string {
  return args.map((argument) => {
    const bytes = toBytes(argument);
    const plain = bytes.length > 0 && bytes.every((b) => b > 32 && b < 127 && b !== 34 && b !== 39);
    const text = plain ? escapeBytes(bytes).replaceAll("\\\\", "\\") : `"${escapeBytes(bytes)}"`;
    return text.length <= 200 ? text : `${text.slice(0, 200)}…(${bytes.length} bytes)`;
  }).join(" ");
}
