/** The pages' own modules, run here against a real server: only addresses must be made whole. */
import { stub } from "@std/testing/mock";
import type { SettingTexts } from "../../../server/config/config.ts";
import { connection } from "../../../server/ui/api.ts";
import { type HttpTest, withHttp } from "../../helpers/http/http_server.ts";

/** Runs `body` as if it were in a page of a server. */
export async function asPage(
  settings: SettingTexts,
  body: (test: HttpTest) => Promise<void>,
): Promise<void> {
  const realFetch = globalThis.fetch;
  await withHttp(settings, async (test) => {
    sessionStorage.clear();
    connection.value = "open";
    const stubbed = stub(globalThis, "fetch", (path: string, init?: RequestInit) => {
      return realFetch(path.startsWith("/") ? test.url + path : path, init);
    });
    try {
      await body({ ...test, fetch: (path, init) => realFetch(test.url + path, init) });
    } finally {
      stubbed.restore();
      sessionStorage.clear();
    }
  });
}
