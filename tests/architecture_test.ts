/**
 * Holds the structure: who may import whom, no cycles, an engine without a platform, files that a
 * reader can take in. The rules are data at the top; a new part of the tree needs a line there.
 */
import { assert, assertEquals } from "@std/assert";
import {
  findCycle,
  type Import,
  importGraph,
  readSource,
  sourceFiles,
  withoutComments,
} from "./helpers/source_tree.ts";

/** Longest file, in lines; past it there is a second concept inside. */
const MAX_LINES = 500;

/** Names that say nothing about what a file holds. */
const EMPTY_NAMES = /(^|\/)(utils?|helpers?|misc|common|constants|types)\.ts$/;

/** The store as commands use it; its persistence is named by those who read or write files. */
const STORE = ["store basics", "store/*"];

/** What any part of the server may use. */
const BASICS = ["server basics", "store basics"];

/**
 * The parts of the tree and what each may import. A file belongs to the first part whose pattern
 * it matches, and may always import its own part. Order within `store/` is downwards: what stands
 * later may build on what stands earlier. Of the server's parts some name types of each other, as a
 * session names the command that it is in; what runs goes one way, which a test below holds.
 */
const PARTS: { part: string; files: RegExp; imports: string[] }[] = [
  {
    part: "store basics",
    files: /^store\/(errors|clock|byte_ranges|show_value)\.ts$/,
    imports: [],
  },
  { part: "store/encoding", files: /^store\/encoding\//, imports: ["store basics"] },
  { part: "store/memory", files: /^store\/memory\//, imports: ["store basics", "store/encoding"] },
  {
    // The layout that expiry reads deadlines from, below the tables that hold records.
    part: "record layout",
    files: /^store\/keyspace\/record\.ts$/,
    imports: ["store basics", "store/encoding", "store/memory"],
  },
  {
    part: "store/expiry",
    files: /^store\/expiry\//,
    imports: ["store basics", "store/encoding", "store/memory", "record layout"],
  },
  {
    part: "store/keyspace",
    files: /^store\/keyspace\//,
    imports: ["store basics", "store/encoding", "store/memory", "record layout", "store/expiry"],
  },
  {
    part: "store/eviction",
    files: /^store\/eviction\//,
    imports: [
      ...["store basics", "store/encoding", "store/memory", "record layout"],
      ...["store/keyspace", "store/expiry"],
    ],
  },
  {
    part: "store/engine",
    files: /^store\/engine\//,
    imports: [
      ...["store basics", "store/encoding", "store/memory", "record layout"],
      ...["store/keyspace", "store/expiry", "store/eviction"],
    ],
  },
  { part: "store/types", files: /^store\/types\//, imports: ["store basics", "store/*"] },
  {
    part: "store/persistence",
    files: /^store\/persistence\//,
    imports: ["store basics", "store/*", "resp"],
  },
  // The classes that programs hold; nothing else of the store, and no command, knows them.
  {
    part: "store",
    files: /^store\/[^/]+\.ts$|^store\/views\//,
    imports: ["store basics", "store/*"],
  },
  { part: "library", files: /^mod\.ts$/, imports: ["store", "store basics", "store/*"] },
  { part: "resp", files: /^resp\//, imports: [] },
  {
    // What says things in words, and small measures of time; no part of the server is below them.
    part: "server basics",
    files:
      /^server\/(log|version|quote_bytes|microsecond_clock|latency_histogram)\.ts$|^server\/errors\//,
    imports: ["resp", "store basics"],
  },
  { part: "config", files: /^server\/config\//, imports: [...BASICS, "resp", "store/*"] },
  {
    // Sockets and bytes: nothing here knows of commands, sessions or RESP.
    part: "network",
    files: /^server\/network\//,
    imports: [...BASICS, "config", "store/expiry"],
  },
  { part: "acl", files: /^server\/acl\//, imports: [...BASICS, "config"] },
  {
    // Names the types of all parts that a command's handler may ask for; nothing of it runs.
    part: "server state",
    files: /^server\/server_state\.ts$/,
    imports: ["*"],
  },
  {
    part: "server/command",
    files: /^server\/command\//,
    imports: [...BASICS, ...STORE, "resp", "server state", "clients", "acl"],
  },
  {
    part: "clients",
    files: /^server\/clients\//,
    imports: [
      ...[...BASICS, ...STORE, "resp", "config", "network", "server/command", "server state"],
      ...["tracking", "diagnostics", "acl"],
    ],
  },
  {
    part: "tracking",
    files: /^server\/tracking\//,
    imports: [...BASICS, ...STORE, "resp", "server/command", "clients"],
  },
  {
    part: "diagnostics",
    files: /^server\/diagnostics\//,
    imports: [
      ...[...BASICS, ...STORE, "store/persistence", "resp", "config", "server/command"],
      ...["clients", "tracking", "server state"],
    ],
  },
  {
    part: "events",
    files: /^server\/events\//,
    imports: [...BASICS, ...STORE, "resp", "config", "clients"],
  },
  {
    part: "durability",
    files: /^server\/durability\//,
    imports: [
      ...[...BASICS, ...STORE, "store/persistence", "config", "network", "server/command"],
      ...["clients"],
    ],
  },
  {
    part: "info",
    files: /^server\/info\//,
    imports: [...BASICS, ...STORE, "diagnostics", "server state"],
  },
  {
    part: "migration",
    files: /^server\/migration\//,
    imports: [...BASICS, ...STORE, "resp", "clients"],
  },
  {
    part: "replication",
    files: /^server\/replication\//,
    imports: [...BASICS, ...STORE, "store/persistence", "network", "clients", "durability"],
  },
  {
    // Handlers come to it in the command table that it is given: it imports no family.
    part: "dispatch",
    files: /^server\/dispatch\//,
    imports: [
      ...[...BASICS, ...STORE, "store/persistence", "resp", "network", "server/command"],
      ...["clients", "durability", "server state"],
    ],
  },
  {
    part: "server/commands",
    files: /^server\/commands\//,
    imports: [
      ...[...BASICS, ...STORE, "resp", "config", "server/command", "clients", "tracking"],
      ...["acl", "diagnostics", "durability", "info", "migration", "server state"],
    ],
  },
  {
    part: "durable",
    files: /^server\/durable\//,
    imports: [
      ...[...BASICS, ...STORE, "store", "store/persistence", "network", "durability", "dispatch"],
      ...["server"],
    ],
  },
  { part: "cli", files: /^server\/cli\//, imports: ["*"] },
  { part: "ui", files: /^server\/ui\//, imports: [] },
  { part: "http", files: /^server\/http\//, imports: ["*"] },
  { part: "server", files: /^server\/[^/]+\.ts$/, imports: ["*"] },
  { part: "main", files: /^main\.ts$/, imports: ["server", "cli"] },
  {
    part: "adapters",
    files: /^adapters\//,
    imports: ["library", "store", "store basics", "store/*", "resp"],
  },
  { part: "outside", files: /^(tests|bench|tools|types|examples)\//, imports: ["*", "outside"] },
];

/**
 * The folders of `store/types/` and which others each is built on. What is for every type stands beside
 * them: `value_type.ts` and `packed_value.ts` below, all others, which know the table of types, above.
 */
const DATA_TYPES: Record<string, string[]> = {
  loading: [],
  strings: ["loading"],
  hyper_log_logs: ["strings"],
  lists: ["loading"],
  hashes: ["loading"],
  sets: ["loading"],
  sorted_sets: ["loading", "sets"],
  streams: ["loading"],
};

/** Files of `store/types/` that a type's folder may import. */
const BELOW_TYPES = /^store\/types\/(value_type|packed_value)\.ts$/;

/** Parts that only others use: the product never imports them. */
const OUTSIDE = "outside";

/** What parts may take from outside of the repository besides @std; all others take nothing. */
const FOREIGN: Record<string, RegExp> = {
  "http": /^npm:\/?(hono|@hono\/zod-openapi|zod|swagger-ui-dist)@/,
  "ui": /^npm:\/?(preact|@preact\/signals|uplot)@/,
  "adapters": /^npm:\/?(keyv|unstorage)@/,
};

function partOf(file: string): { part: string; imports: string[] } | undefined {
  return PARTS.find(({ files }) => files.test(file));
}

function mayImport({ from, to }: Import): boolean {
  const source = partOf(from);
  const target = partOf(to);
  if (!source || !target) return false;
  if (source.part === target.part) return true;
  if (target.part === OUTSIDE) return source.part === OUTSIDE;
  if (source.imports.includes("*")) return true;
  if (target.part === "store/persistence") return source.imports.includes("store/persistence");
  return source.imports.includes(target.part) ||
    (/^store\/|^record layout$/.test(target.part) && source.imports.includes("store/*"));
}

const files = sourceFiles();
const product = files.filter((file) => partOf(file)?.part !== OUTSIDE);
const imports = await importGraph(files);
const inside = imports.filter(({ to }) => !/^[a-z]+:/.test(to));

Deno.test("every source file belongs to a part", () => {
  assertEquals(files.filter((file) => !partOf(file)), []);
  assert(files.length > 0);
});

Deno.test("imports follow the layers", () => {
  const wrong = inside.filter((one) => !mayImport(one)).map(({ from, to }) => `${from} → ${to}`);
  assertEquals(wrong, []);
});

Deno.test("nothing imports itself through others", () => {
  // A type is gone when the program runs: a part may name the type of what owns it.
  assertEquals(findCycle(inside.filter(({ typeOnly }) => !typeOnly)), undefined);
});

Deno.test("the folders of the server import one another one way", () => {
  const folders = inside
    .filter(({ from, to, typeOnly }) =>
      !typeOnly && from.startsWith("server/") && to.startsWith("server/")
    )
    .map((one) => ({ ...one, from: partOf(one.from)!.part, to: partOf(one.to)!.part }))
    .filter(({ from, to }) => from !== to);
  assertEquals(findCycle(folders), undefined);
  assert(folders.length > 0);
});

Deno.test("folders side by side import one another one way", () => {
  // At any depth; only the layout of records is below the folder that it stands in.
  const steps = inside
    .filter(({ from, typeOnly }) => !typeOnly && partOf(from)?.part !== OUTSIDE)
    .filter(({ to }) => partOf(to)?.part !== "record layout")
    .flatMap((one) => {
      const [from, to] = [one.from.split("/"), one.to.split("/")];
      const at = from.findIndex((name, i) => name !== to[i]);
      if (at < 1 || at + 1 >= Math.min(from.length, to.length)) return [];
      const folder = (path: string[]) => path.slice(0, at + 1).join("/");
      return [{ ...one, from: folder(from), to: folder(to) }];
    });
  assertEquals(findCycle(steps), undefined);
  assert(
    steps.some(({ from, to }) => from === "store/types/sorted_sets" && to === "store/types/sets"),
  );
});

Deno.test("a data type knows no other but those that it is built on", () => {
  const folder = (file: string) => /^store\/types\/(\w+)\//.exec(file)?.[1];
  const wrong = inside.filter(({ from, to }) => {
    const type = folder(from);
    if (type === undefined || !to.startsWith("store/types/") || folder(to) === type) return false;
    return !BELOW_TYPES.test(to) && !DATA_TYPES[type]?.includes(folder(to) ?? "");
  });
  assertEquals(wrong.map(({ from, to }) => `${from} → ${to}`), []);
});

Deno.test("a command family imports no other family, nor what others share", () => {
  const table = inside.filter(({ from }) => from === "server/command_table.ts");
  const families = new Set(table.map(({ to }) => to).filter((to) => COMMANDS.test(to)));
  const wrong = inside.filter(({ from, to }) =>
    COMMANDS.test(from) && COMMANDS.test(to) &&
    (families.has(to) || folderOf(from) !== folderOf(to))
  );
  assertEquals(wrong.map(({ from, to }) => `${from} → ${to}`), []);
  assert(families.size > 0);
});

/** Families, a folder for those of one kind, with what these share. */
const COMMANDS = /^server\/commands\//;

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}

Deno.test("only one file outside the command families imports them", () => {
  const tables = new Set(
    inside
      .filter(({ from, to }) =>
        partOf(from)?.part !== OUTSIDE &&
        to.startsWith("server/commands/") && !from.startsWith("server/commands/")
      )
      .map(({ from }) => from),
  );
  assert(tables.size <= 1, [...tables].join());
});

Deno.test("store/, resp/ and mod.ts depend on nothing outside the repository", () => {
  const wrong = imports.filter(({ from, to }) =>
    /^(store|resp)\/|^mod\.ts$/.test(from) && /^[a-z]+:/.test(to)
  );
  assertEquals(wrong.map(({ from, to }) => `${from} → ${to}`), []);
});

Deno.test("the product's only foreign modules are those of @std, and what its parts name", () => {
  const wrong = imports.filter(({ from, to }) =>
    product.includes(from) && /^[a-z]+:/.test(to) && !/deno-std@|jsr:@std\//.test(to) &&
    !FOREIGN[partOf(from)!.part]?.test(to)
  );
  assertEquals(wrong.map(({ from, to }) => `${from} → ${to}`), []);
});

Deno.test("mod.ts reaches nothing outside store/, and no persistence", () => {
  if (!files.includes("mod.ts")) return;
  const reached = new Set(["mod.ts"]);
  for (const file of reached) {
    for (const { from, to } of inside) if (from === file) reached.add(to);
  }
  const wrong = [...reached].filter((file) =>
    file !== "mod.ts" && (!file.startsWith("store/") || file.startsWith("store/persistence/"))
  );
  assertEquals(wrong, []);
});

Deno.test("a server that does not speak HTTP loads nothing of it, nor of its libraries", () => {
  const roots = ["main.ts", "mod.ts", "server/mod.ts", "server/durable/mod.ts", "resp/mod.ts"];
  const loaded = new Set(roots);
  for (const file of loaded) {
    for (const { from, to, typeOnly, isDynamic } of imports) {
      if (from === file && !typeOnly && !isDynamic) loaded.add(to);
    }
  }
  const wrong = [...loaded].filter((file) =>
    /^server\/(http|ui)\/|^npm:(?!.*deno-std@)/.test(file)
  );
  assertEquals(wrong, []);
  assert(loaded.has("server/server.ts"));
  const later = imports.filter(({ to, isDynamic }) => isDynamic && to.startsWith("server/http/"));
  assert(later.length > 0, "HTTP must be loaded somewhere");
});

Deno.test("store/ and resp/ use neither Deno, node: nor process", () => {
  const platform = /\bDeno\b|["']node:|\bprocess\.|\bBuffer\b|\brequire\(/;
  const wrong = product.filter((file) =>
    /^(store|resp)\/|^mod\.ts$/.test(file) && !file.startsWith("store/persistence/") &&
    // The small client is the one part of resp/ that opens a socket, and timers are unref'd in
    // as many ways as there are platforms.
    file !== "resp/client.ts" && file !== "store/expiry/background_timers.ts" &&
    platform.test(withoutComments(readSource(file)))
  );
  assertEquals(wrong, []);
});

Deno.test("store/ reads the time in clock.ts alone", () => {
  const time = /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/;
  const wrong = product.filter((file) =>
    file.startsWith("store/") && file !== "store/clock.ts" &&
    time.test(withoutComments(readSource(file)))
  );
  assertEquals(wrong, []);
});

Deno.test("a file opens with a comment that says what it is", () => {
  // A test says what it shows in the names of its cases.
  const wrong = files.filter((file) => !file.endsWith("_test.ts")).filter((file) => {
    const source = readSource(file)
      .replace(/^#!.*\n/, "")
      .replace(/^(\/\/ deno-lint-ignore-file.*\n|\s*\n)+/, "");
    return !/^\/\*\*|^\/\//.test(source);
  });
  assertEquals(wrong, []);
});

Deno.test(`no file is longer than ${MAX_LINES} lines`, () => {
  const wrong = files
    .map((file) => ({ file, lines: readSource(file).split("\n").length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES);
  assertEquals(wrong, []);
});

Deno.test("file names are snake_case and say what is inside", () => {
  const wrong = files.filter((file) =>
    EMPTY_NAMES.test(file) || !/^[a-z0-9_]+(\.d)?\.tsx?$/.test(file.split("/").at(-1)!)
  );
  assertEquals(wrong, []);
});

Deno.test("the rules see a cycle, a forbidden import and a comment's Deno", () => {
  const one = (from: string, to: string): Import => ({ from, to, typeOnly: false });
  assertEquals(findCycle([one("a", "b"), one("b", "c"), one("c", "b")]), ["b", "c", "b"]);
  assertEquals(findCycle([one("a", "b"), one("a", "c"), one("b", "c")]), undefined);
  assert(!mayImport(one("store/memory/arena.ts", "store/keyspace/table.ts")));
  assert(!mayImport(one("store/engine/namespace.ts", "store/types/strings/strings.ts")));
  assert(!mayImport(one("store/types/strings/strings.ts", "store/codec.ts")));
  assert(!mayImport(one("store/types/strings/strings.ts", "store/persistence/aof/aof.ts")));
  assert(!mayImport(one("store/store.ts", "resp/client.ts")));
  assert(!mayImport(one("mod.ts", "store/persistence/aof/aof.ts")));
  assert(!mayImport(one("server/server.ts", "tests/helpers/random.ts")));
  assert(mayImport(one("server/commands/strings/strings.ts", "store/engine/namespace.ts")));
  assert(!mayImport(one("server/commands/strings/strings.ts", "store/store.ts")));
  assert(!mayImport(one("server/commands/strings/strings.ts", "server/dispatch/dispatcher.ts")));
  assert(!mayImport(one("server/network/connection.ts", "server/clients/session.ts")));
  assertEquals(withoutComments("a; // Deno\n/* Deno */ b").trim(), "a; \n b");
});
