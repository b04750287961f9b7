/** The machine that a load comes from: figures without it say nothing. */

/** As far as the program may know. Never a name, a user or a path. */
export interface Host {
  /** Logical processors. */
  readonly cores: number;
  /** Undefined where it may not be asked. */
  readonly memoryGiB: number | undefined;
  /** Operating system and instruction set, `linux x86_64`. */
  readonly system: string;
  readonly deno: string;
  readonly v8: string;
}

/** This machine. */
export function describeHost(): Host {
  const { deno, v8 } = Deno.version;
  return {
    cores: navigator.hardwareConcurrency,
    memoryGiB: memoryGiB(),
    system: `${Deno.build.os} ${Deno.build.arch}`,
    deno,
    v8,
  };
}

/** The description as one line. */
export function hostLine({ cores, memoryGiB, system, deno }: Host): string {
  const memory = memoryGiB === undefined ? "" : `, ${memoryGiB} GiB`;
  return `${cores} ${cores === 1 ? "core" : "cores"}${memory}, ${system}, Deno ${deno}`;
}

/** The program's own permissions leave it out, and asking for more would stop a load with a question. */
function memoryGiB(): number | undefined {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "systemMemoryInfo" });
  return state === "granted" ? Math.round(Deno.systemMemoryInfo().total / 2 ** 30) : undefined;
}
