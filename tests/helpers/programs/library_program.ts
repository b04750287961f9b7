/**
 * Programs that use the library, each in a process of its own: for what depends on the process, such as
 * whether it ends by itself or how its heap grows.
 */
import { assert } from "@std/assert";
import { ROOT } from "../source_tree.ts";

/** Long enough for any program that ends by itself. */
const TIMEOUT_MS = 30_000;

/**
 * Runs a program that finds `Store` imported; returns what it prints.
 *
 * @param v8Flags such as `--expose-gc`.
 */
export async function runWithStore(program: string, v8Flags = ""): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      ...(v8Flags === "" ? [] : [`--v8-flags=${v8Flags}`]),
      "--ext=ts",
      "-",
    ],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const library = JSON.stringify(new URL("mod.ts", ROOT).href);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`import { Store } from ${library};\n${program}`));
  await writer.close();
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  const { success, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  assert(success, `it did not end by itself: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
