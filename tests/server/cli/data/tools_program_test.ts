/** The tools as a user starts them: processes of their own, with the permissions of `deno task start`. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { RespClient } from "../../../../resp/client.ts";
import { START_PERMISSIONS, startVortis } from "../../../helpers/servers/vortis_server.ts";

const MAIN = new URL("../../../../main.ts", import.meta.url).pathname;

/** Runs the program to its end. */
async function vortis(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...START_PERMISSIONS, MAIN, ...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, printed: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

Deno.test("program: a server's log is checked, torn, fixed, exported and imported", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vortis-tools-" });
  try {
    const data = `${dir}/data`;
    await Deno.mkdir(data);
    const settings = ["--dir", data, "--save", "", "--appendonly", "yes"];
    {
      await using server = await startVortis(settings);
      using client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
      await client.pipeline([["SET", "k", "v"], ["RPUSH", "l", "a", "b"]]);
      const used = await vortis("check", data);
      assertEquals([used.code, used.errors], [0, ""]);
      const exported = await vortis(
        ...["export", `${dir}/data.rdb`, "--from", `redis://127.0.0.1:${server.port}`],
      );
      assertEquals([exported.code, exported.errors], [0, ""]);
    }
    const log = [...Deno.readDirSync(`${data}/appendonlydir`)]
      .find(({ name }) => name.includes(".incr."))!.name;
    const path = `${data}/appendonlydir/${log}`;
    const { size } = Deno.statSync(path);
    Deno.writeTextFileSync(path, "*3\r\n$3\r\nSET\r\n", { append: true });
    const torn = await vortis("check", data);
    assertEquals([torn.code, torn.errors], [1, ""]);
    // Nobody is there to be asked.
    const asked = await vortis("check", data, "--fix");
    assertEquals(asked.code, 1);
    assertStringIncludes(asked.printed, "nothing has been changed\n");
    assertEquals((await vortis("check", data, "--fix", "--yes")).code, 0);
    assertEquals(Deno.statSync(path).size, size);
    assertEquals((await vortis("check", `${dir}/nothing`)).code, 2);

    await using server = await startVortis(["--save", "", "--dir", dir]);
    const url = `redis://127.0.0.1:${server.port}`;
    const imported = await vortis("import", `${dir}/data.rdb`, "--to", url);
    assertEquals([imported.code, imported.errors], [0, ""]);
    assertStringIncludes(imported.printed, "copied 2 keys to ");
    const again = await vortis("import", data, "--to", url);
    assertEquals(again.code, 1);
    assertStringIncludes(again.printed, "2 keys not copied: there already (see --replace)\n");
    using client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
    assertEquals(await client.call("LRANGE", "l", 0, -1), ["a", "b"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
