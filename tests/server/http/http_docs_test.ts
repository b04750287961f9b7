import { assert, assertEquals } from "@std/assert";
import { splitArguments } from "../../helpers/command_line.ts";
import { withHttp } from "../../helpers/http/http_server.ts";

const PAGE = new URL("../../../docs/http.md", import.meta.url);

Deno.test("the examples of docs/http.md answer what the page says", () =>
  withHttp({}, async ({ url, fetch }) => {
    const lines = (await Deno.readTextFile(PAGE)).split("\n");
    let examples = 0;
    for (const [i, line] of lines.entries()) {
      if (!line.startsWith("$ curl -s ")) continue;
      const words = splitArguments(line.slice(2)).map((word) =>
        typeof word === "string" ? word : new TextDecoder().decode(word)
      );
      let path = "";
      let body: string | undefined;
      let method: string | undefined;
      for (let at = 2; at < words.length; at++) {
        if (words[at] === "-X") method = words[++at];
        else if (words[at] === "-d") body = words[++at];
        else path = words[at].replace("$URL", "");
      }
      method ??= body === undefined ? "GET" : "POST";
      const response = await fetch(path, { method, ...(body === undefined ? {} : { body }) });
      assertEquals(await response.text(), lines[i + 1], `${line} at ${url}`);
      examples++;
    }
    assert(examples > 10);
  }));
