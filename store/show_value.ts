/**
 * Values in error messages: any value as a short text on one line.
 */

const MAX_CHARACTERS = 60;

/** The value for a message: texts in quotes, long ones cut off. Never throws. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    const part = value.length > MAX_CHARACTERS ? `${value.slice(0, MAX_CHARACTERS)}…` : value;
    return JSON.stringify(part);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  return Object.getPrototypeOf(value) === Object.prototype ? "an object" : nameOf(value);
}

function nameOf(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? `a value of class ${name}` : "an object";
}
