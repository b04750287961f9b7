/**
 * `deno task ui`: makes one script and one style sheet of `server/ui/` and writes them as texts into
 * `server/http/files/ui_bundle.ts`, which is committed, so that a server needs no build. The same sources give the
 * same file. `--check` fails when it is stale.
 */
import { parseArgs } from "@std/cli/parse-args";

const ROOT = new URL("../", import.meta.url);
const ENTRY = "server/ui/main.tsx";
const BUNDLE = new URL("server/http/files/ui_bundle.ts", ROOT);

const HEAD = `// deno-lint-ignore-file
/**
 * The pages as one script and one style sheet. Generated from server/ui/ by \`deno task ui\`: change the sources,
 * not this file.
 */

`;

/** The module that is to be committed. @throws {Error} with the bundler's output when it fails. */
export async function bundledModule(): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--platform", "browser", "--minify", "--outdir", folder, ENTRY],
      cwd: ROOT,
      stdin: "null",
    }).output();
    if (code !== 0) {
      const decoder = new TextDecoder();
      throw new Error(`deno bundle failed:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
    }
    const script = await Deno.readTextFile(`${folder}/main.js`);
    const style = await Deno.readTextFile(`${folder}/main.css`);
    return HEAD + constant("UI_SCRIPT", "The script.", script) +
      constant("UI_STYLE", "The style sheet.", style) +
      constant("UI_VERSION", "Changes with the texts above.", await fingerprint(script + style));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function constant(name: string, comment: string, value: string): string {
  return `/** ${comment} */\nexport const ${name}: string =\n  ${JSON.stringify(value)};\n`;
}

async function fingerprint(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 12);
}

if (import.meta.main) {
  const { check } = parseArgs(Deno.args, { boolean: ["check"] });
  const module = await bundledModule();
  const present = await Deno.readTextFile(BUNDLE).catch(() => "");
  if (module === present) console.log("server/http/files/ui_bundle.ts is up to date");
  else if (check) {
    console.error("server/http/files/ui_bundle.ts is stale: run `deno task ui`");
    Deno.exit(1);
  } else {
    await Deno.writeTextFile(BUNDLE, module);
    console.log("wrote server/http/files/ui_bundle.ts");
  }
}
