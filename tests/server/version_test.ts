import { assertStringIncludes } from "@std/assert";
import { VERSION } from "../../server/version.ts";

Deno.test("VERSION is the version of the package", () => {
  const manifest = Deno.readTextFileSync(new URL("../../deno.json", import.meta.url));
  assertStringIncludes(manifest, `\n  "version": "${VERSION}",\n`);
});
