/** Replies in every format; the differential test holds them against redis-cli itself. */
import { assertEquals } from "@std/assert";
import { ReplyDecoder } from "../../../../../resp/reply_decoder.ts";
import { ByteText } from "../../../../../server/cli/client/replies/byte_text.ts";
import { csvFormat } from "../../../../../server/cli/client/replies/csv_format.ts";
import {
  humanFormat,
  invalidationLine,
} from "../../../../../server/cli/client/replies/human_format.ts";
import { jsonFormat } from "../../../../../server/cli/client/replies/json_format.ts";
import { rawFormat } from "../../../../../server/cli/client/replies/raw_format.ts";
import { coloured, plain } from "../../../../../server/cli/client/paint.ts";
import type { ReplyFormat } from "../../../../../server/cli/client/replies/format.ts";
import { ReplyPrinter } from "../../../../../server/cli/client/replies/printer.ts";
import { latin1 } from "../../../../helpers/command_line.ts";
import { FakeStreams } from "../../../../helpers/programs/fake_streams.ts";

function decode(wire: string) {
  const decoder = new ReplyDecoder();
  decoder.push(Uint8Array.from(wire, (character) => character.charCodeAt(0)));
  return decoder.next()!;
}

function show(format: ReplyFormat, wire: string): string {
  const out = new ByteText();
  format(decode(wire), out);
  return latin1(out.whole());
}

const NESTED = "*3\r\n$1\r\na\r\n*2\r\n:1\r\n*2\r\n$1\r\nx\r\n$-1\r\n-ERR in\r\n";
const MAP = "%2\r\n$1\r\na\r\n%1\r\n:1\r\n*2\r\n$1\r\nx\r\n_\r\n*1\r\n:1\r\n~2\r\n#t\r\n,1.5\r\n";
const BINARY = '$5\r\n\xff"\n\\a\r\n';

const CASES:
  readonly (readonly [wire: string, human: string, raw: string, csv: string, json: string])[] = [
    ["+OK\r\n", "OK\n", "OK\n", '"OK"\n', '"OK"\n'],
    ["-ERR no\r\n", "(error) ERR no\n", "ERR no\n\n", 'ERROR,"ERR no"\n', '{"error":"ERR no"}\n'],
    [
      "!9\r\nERR a\nb c\r\n",
      "(error) ERR a\nb c\n",
      "ERR a\nb c\n\n",
      'ERROR,"ERR a\\nb c"\n',
      '{"error":"ERR a\\nb c"}\n',
    ],
    [":42\r\n", "(integer) 42\n", "42\n", "42\n", "42\n"],
    [",3.25\r\n", "(double) 3.25\n", "3.25\n", "3.25\n", "3.25\n"],
    [",inf\r\n", "(double) inf\n", "inf\n", "inf\n", '"inf"\n'],
    [",5.\r\n", "(double) 5.\n", "5.\n", "5.\n", "5\n"],
    [
      "(12345678901234567890\r\n",
      "(big number) 12345678901234567890\n",
      ...bare("12345678901234567890"),
    ],
    ["#f\r\n", "(false)\n", "(false)\n", "false\n", "false\n"],
    ["$-1\r\n", "(nil)\n", "\n", "NULL\n", "null\n"],
    ["*-1\r\n", "(nil)\n", "\n", "NULL\n", "null\n"],
    ["_\r\n", "(nil)\n", "\n", "NULL\n", "null\n"],
    ["=7\r\ntxt:a\nb\r\n", "a\nb\n", "a\nb\n", '"a\\nb"\n', '"a\\nb"\n'],
    ["*0\r\n", "(empty array)\n", "\n", "\n", "[]\n"],
    ["%0\r\n", "(empty hash)\n", "\n", "\n", "{}\n"],
    ["~0\r\n", "(empty set)\n", "\n", "\n", "[]\n"],
    [
      NESTED,
      '1) "a"\n2) 1) (integer) 1\n   2) 1) "x"\n      2) (nil)\n3) (error) ERR in\n',
      "a\n1\nx\n\nERR in\n\n",
      '"a",1,"x",NULL,ERROR,"ERR in"\n',
      '["a",[1,["x",null]],{"error":"ERR in"}]\n',
    ],
    [
      MAP,
      '1# "a" => \n   1# (integer) 1 => \n      1) "x"\n      2) (nil)\n' +
      "2# 1) (integer) 1 => \n   1~ (true)\n   2~ (double) 1.5\n",
      "a 1 x\n\n1 (true)\n1.5\n",
      '"a",1,"x",NULL,1,true,1.5\n',
      '{"a":{"1":["x",null]},"[1]":[true,1.5]}\n',
    ],
    [
      BINARY,
      '"\\xff\\"\\n\\\\a"\n',
      '\xff"\n\\a\n',
      '"\\xff\\"\\n\\\\a"\n',
      '"\xef\xbf\xbd\\"\\n\\\\a"\n',
    ],
  ];

/** What raw, CSV and JSON all print. */
function bare(text: string): [string, string, string] {
  return [`${text}\n`, `${text}\n`, `${text}\n`];
}

Deno.test("formats: every type of reply, for people and for programs", () => {
  for (const [wire, human, raw, csv, json] of CASES) {
    assertEquals(show(humanFormat(plain), wire), human, wire);
    assertEquals(show(rawFormat(), wire), raw, wire);
    assertEquals(show(csvFormat, wire), csv, wire);
    assertEquals(show(jsonFormat(false), wire), json, wire);
  }
});

Deno.test("formats: JSON is JSON whatever comes, and keeps the bytes in its quoted form", () => {
  for (const [wire] of CASES) {
    JSON.parse(show(jsonFormat(false), wire));
    JSON.parse(show(jsonFormat(true), wire));
  }
  assertEquals(show(jsonFormat(true), BINARY), '"\\\\xff\\\\\\"\\\\n\\\\\\\\a"\n');
});

Deno.test("formats: indexes are aligned, and delimiters are as asked for", () => {
  const many = `*10\r\n${":7\r\n".repeat(9)}*2\r\n:1\r\n:2\r\n`;
  const lines = show(humanFormat(plain), many).split("\n");
  assertEquals(lines[0], " 1) (integer) 7");
  assertEquals(lines.slice(9), ["10) 1) (integer) 1", "    2) (integer) 2", ""]);
  assertEquals(show(rawFormat(", ", ""), "*2\r\n:1\r\n:2\r\n"), "1, 2");
});

Deno.test("formats: colours change nothing but colours", () => {
  for (const [wire, human] of CASES) {
    // deno-lint-ignore no-control-regex -- colours begin with ESC
    assertEquals(show(humanFormat(coloured), wire).replace(/\x1b\[\d+m/g, ""), human);
  }
  assertEquals(show(humanFormat(coloured), "-ERR\r\n"), "\x1b[31m(error) ERR\x1b[0m\n");
});

Deno.test("formats: a terminal is not told what to do by a server", () => {
  assertEquals(show(humanFormat(plain), "+a\x1b[2J\tb\r\n"), "a\\x1b[2J\tb\n");
  assertEquals(show(humanFormat(plain), "-ERR \x07\x7f\r\n"), "(error) ERR \\x07\\x7f\n");
});

Deno.test("formats: an invalidation names its keys; one of everything is a push", () => {
  const line = (wire: string) => {
    const write = invalidationLine(decode(wire), plain);
    const out = new ByteText();
    write?.(out);
    return write === undefined ? undefined : latin1(out.whole());
  };
  const kind = ">2\r\n$10\r\ninvalidate\r\n";
  const keys = line(`${kind}*2\r\n$1\r\na\r\n$3\r\n\xc3\xa9\x1b\r\n`);
  assertEquals(keys, "-> invalidate: 'a', '\xc3\xa9\\x1b'\n");
  assertEquals(line(`${kind}_\r\n`), undefined);
  assertEquals(line(">1\r\n+other\r\n"), undefined);
  assertEquals(line("+other\r\n"), undefined);
});

Deno.test("printer: what the server has laid out comes as it is", () => {
  for (
    const [wire, command, shown] of [
      ["$7\r\na:1\r\nb\n\r\n", "INFO", "a:1\r\nb\n"],
      ["=7\r\ntxt:a b\r\n", "CLIENT INFO", "a b\n"],
      ["$2\r\na\n\r\n", "CLIENT GETNAME", '"a\\n"\n'],
      ["-ERR\r\n", "INFO", "(error) ERR\n"],
    ]
  ) {
    const streams = FakeStreams.pipe();
    const printer = new ReplyPrinter(
      { output: "human", between: "\n", after: "\n", showPushes: undefined },
      streams,
      true,
    );
    printer.reply(decode(wire), command.split(" ").map((word) => new TextEncoder().encode(word)));
    assertEquals(streams.output, shown);
  }
});
