/** The command line of `vortis cli`. */
import { assertEquals, assertThrows } from "@std/assert";
import { CliError } from "../../../../server/cli/cli_error.ts";
import { readClientOptions } from "../../../../server/cli/client/client_options.ts";

function read(line: string, environment: Record<string, string> = {}) {
  return readClientOptions(
    line.split(" ").filter((word) => word !== ""),
    (name) => environment[name],
  );
}

Deno.test("client options: the first word that is no option begins the command", () => {
  const options = read("-h ::1 -p 7000 -n 3 -3 -r -1 -i .5 --json GET -n --json");
  assertEquals(options.command, ["GET", "-n", "--json"]);
  assertEquals([options.hostname, options.port, options.database], ["::1", 7000, 3]);
  assertEquals([options.protocol, options.repeat, options.interval], [3, -1, 0.5]);
  assertEquals(options.output, "json");
  assertEquals(read("").command, []);
  assertEquals(read("-").command, ["-"]);
});

Deno.test("client options: an option takes what follows it, or what is joined by =", () => {
  assertEquals(read("-a -secret PING").password, "-secret");
  assertEquals(read("--pattern=a=* --scan").pattern, "a=*");
  assertEquals(read("--scan --count 7").count, 7);
  assertEquals(read("--memkeys-samples 0").mode, "memkeys");
  assertEquals(read("--show-pushes no").showPushes, false);
  assertEquals(read("--show-pushes Y").showPushes, true);
  assertEquals(read("-d , -D ; -X tag -s /socket").between, ",");
});

Deno.test("client options: a server by URL, a password by the environment", () => {
  const options = read("-u redis://me:p%40ss@example.org:7001/4");
  assertEquals([options.hostname, options.port, options.database], ["example.org", 7001, 4]);
  assertEquals([options.username, options.password], ["me", "p@ss"]);
  assertEquals(options.passwordIsVisible, true);
  assertEquals(read("", { REDISCLI_AUTH: "a" }).password, "a");
  assertEquals(read("", { REDISCLI_AUTH: "a", VORTIS_CLI_AUTH: "b" }).password, "b");
  assertEquals(read("-a c", { REDISCLI_AUTH: "a" }).password, "c");
  assertEquals(read("--askpass", { REDISCLI_AUTH: "a" }).password, undefined);
  const set = read("-n 1", { VORTIS_CLI_URL: "redis://:x@h/2" });
  assertEquals([set.hostname, set.database, set.passwordIsVisible], ["h", 1, false]);
});

Deno.test("client options: a mistake is named", () => {
  const cases: [string, string][] = [
    ["-p", "-p needs a value"],
    ["-p x", "-p 'x': it takes a whole number from 0 to 65535"],
    ["-r 1.5", "-r '1.5': it takes a whole number from -1 on"],
    ["-i soon", "-i 'soon': it takes seconds"],
    ["-2 -3", "-2 and -3 exclude each other"],
    ["--scan --stat", "--scan and --stat exclude each other"],
    ["--jsn", "unknown option '--jsn' (did you mean '--json'?)"],
    ["--json=1", "unknown option '--json=1'"],
    ["--cluster", "unknown option '--cluster': there is no cluster mode"],
    ["-u http://h", "'http://' is not known; redis:// is"],
    ["-u host", "-u 'host': a server is named by redis://…"],
    ["--show-pushes maybe", "--show-pushes 'maybe': it takes yes or no"],
  ];
  for (const [line, message] of cases) assertThrows(() => read(line), CliError, message);
});
