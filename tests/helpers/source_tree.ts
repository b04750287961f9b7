/** The project's own source files and what imports what, for the tests that hold its structure. */

/** The repository's root, ending with a slash. */
export const ROOT = new URL("../../", import.meta.url);

/** Folders and files at the top that hold source. */
const SOURCES = [
  ...["mod.ts", "main.ts", "store", "resp", "server", "adapters", "tests", "bench", "tools"],
  ...["types", "examples"],
];

/** Paths from the root of all `.ts` and `.tsx` files, sorted. */
export function sourceFiles(): string[] {
  const files: string[] = [];
  const walk = (path: string): void => {
    for (const entry of Deno.readDirSync(new URL(path + "/", ROOT))) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory) walk(child);
      else if (/\.tsx?$/.test(entry.name)) files.push(child);
    }
  };
  for (const name of SOURCES) {
    try {
      const stat = Deno.statSync(new URL(name, ROOT));
      if (stat.isDirectory) walk(name);
      else files.push(name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return files.sort();
}

/** A file's text. */
export function readSource(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Source without its comments; texts stay. */
export function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");
}

/** One import: `from` and `to` are paths from the root, or a specifier when `to` is outside. */
export interface Import {
  from: string;
  to: string;
  /** Whether only types are imported. */
  typeOnly: boolean;
  /** Whether it is loaded only when a program comes to that point. */
  isDynamic?: boolean;
}

interface GraphModule {
  specifier: string;
  error?: string;
  dependencies?: {
    specifier: string;
    isDynamic?: boolean;
    code?: { specifier?: string; error?: string };
    type?: { specifier?: string };
  }[];
}

/** All static and dynamic imports of the given files and of what they reach, as Deno sees them. */
export async function importGraph(files: readonly string[]): Promise<Import[]> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = files.map((file) => `import ${JSON.stringify(new URL(file, ROOT).href)};`);
    await Deno.writeTextFile(entry, lines.join("\n"));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", new URL("deno.json", ROOT).pathname, entry],
      stdin: "null",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: GraphModule[] };
    const imports: Import[] = [];
    for (const module of modules) {
      if (!module.specifier.startsWith(ROOT.href)) continue;
      // Style sheets are for the bundler: they are no modules and import nothing.
      if (module.specifier.endsWith(".css")) continue;
      const from = module.specifier.slice(ROOT.href.length);
      if (module.error) throw new Error(`${from}: ${module.error}`);
      for (const { specifier, code, type, isDynamic = false } of module.dependencies ?? []) {
        const target = code?.specifier ?? type?.specifier ?? specifier;
        const inside = target.startsWith(ROOT.href);
        imports.push({
          from,
          to: inside ? target.slice(ROOT.href.length) : target,
          typeOnly: code === undefined,
          isDynamic,
        });
      }
    }
    return imports;
  } finally {
    await Deno.remove(entry);
  }
}

/** The first import cycle found, as a path that ends where it began. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...next.get(from) ?? [], to]);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const to of next.get(file) ?? []) {
      const cycle = visit(to);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return undefined;
}
