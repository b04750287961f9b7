/**
 * The machine and the versions that a result was measured on. A figure without them says nothing.
 *
 * Only what bears on speed: never a host name, a user or a path.
 */

/** What a result was measured on. */
export interface Machine {
  /** The processor's name for itself, `unknown` where the system does not tell. */
  cpu: string;
  /** Logical processors that this process may use. */
  cores: number;
  /** Installed memory, in GiB, rounded. */
  memoryGiB: number;
  /** Operating system and instruction set, `linux x86_64`. */
  system: string;
  /** Version of each program that took part, by its name. */
  versions: Record<string, string>;
  /** When, in ISO 8601 with the day alone. */
  date: string;
}

/**
 * Describes this machine.
 *
 * @param programs further programs whose version is asked with `--version`; one that cannot be
 *   run is left out.
 */
export async function describeMachine(programs: readonly string[] = []): Promise<Machine> {
  const versions: Record<string, string> = {
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  };
  for (const program of programs) {
    const version = await programVersion(program);
    if (version !== undefined) versions[program] = version;
  }
  return {
    cpu: await cpuModel(),
    cores: navigator.hardwareConcurrency,
    memoryGiB: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    system: `${Deno.build.os} ${Deno.build.arch}`,
    versions,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** The description as one line under a table. */
export function machineLine(machine: Machine): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return `${machine.date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ` +
    `${machine.system}; ${versions.join(", ")}.`;
}

/** The first number of two or more parts that a program's version text contains. */
export function versionIn(text: string): string | undefined {
  return text.match(/\d+(?:\.\d+)+/)?.[0];
}

async function programVersion(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(program, {
      args: ["--version"],
      stdin: "null",
      stderr: "null",
    }).output();
    return versionIn(new TextDecoder().decode(stdout));
  } catch {
    return undefined;
  }
}

async function cpuModel(): Promise<string> {
  try {
    const info = await Deno.readTextFile("/proc/cpuinfo");
    return info.match(/^model name\s*:\s*(.+)$/m)?.[1].trim() ?? "unknown";
  } catch {
    return "unknown";
  }
}
