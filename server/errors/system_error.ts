/** Errors of the operating system as short English phrases, for messages of one line. */

const PHRASES: readonly (readonly [new (message: string) => Error, string])[] = [
  [Deno.errors.NotFound, "No such file or directory"],
  [Deno.errors.PermissionDenied, "Permission denied"],
  [Deno.errors.NotCapable, "Deno's permissions do not allow it"],
  [Deno.errors.AddrInUse, "Address already in use"],
  [Deno.errors.AddrNotAvailable, "Cannot assign requested address"],
  [Deno.errors.IsADirectory, "Is a directory"],
  [Deno.errors.NotADirectory, "Not a directory"],
];

/**
 * What went wrong, as strerror(3) would put it where the error's class tells, otherwise the
 * error's own message without the runtime's ` (os error 98): …` behind it.
 */
export function describeSystemError(error: unknown): string {
  for (const [type, phrase] of PHRASES) {
    if (error instanceof type) return phrase;
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\).*$/s, "").replace(/\s+/g, " ");
}
