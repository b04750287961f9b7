/** DEBUG PROTOCOL: a sample of each type of reply, for the tests of clients. */

import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { CommandContext } from "../../command/context.ts";
import { NOT_IN_RESP2, ReplyError } from "../../errors/reply_errors.ts";

const SAMPLES: Readonly<Record<string, (reply: ReplyWriter) => void>> = {
  string: (reply) => reply.bulkText("Hello World"),
  integer: (reply) => reply.integer(12345),
  double: (reply) => reply.double(3.141),
  bignum: (reply) => reply.bigNumber("1234567999999999999999999999999999999"),
  null: (reply) => reply.null(),
  array(reply) {
    reply.array(3);
    for (let i = 0; i < 3; i++) reply.integer(i);
  },
  set(reply) {
    reply.set(3);
    for (let i = 0; i < 3; i++) reply.integer(i);
  },
  map(reply) {
    reply.map(3);
    for (let i = 0; i < 3; i++) {
      reply.integer(i);
      reply.boolean(i === 1);
    }
  },
  attrib(reply) {
    if (reply.attribute(1)) {
      reply.bulkText("key-popularity");
      reply.array(2);
      reply.bulkText("key:123");
      reply.integer(90);
    }
    reply.bulkText("Some real reply following the attribute");
  },
  push(reply) {
    if (reply.protocol === 2) throw NOT_IN_RESP2;
    reply.push(2);
    reply.bulkText("server-cpu-usage");
    reply.integer(42);
    reply.bulkText("Some real reply following the push reply");
  },
  verbatim: (reply) => reply.verbatim("This is a verbatim\nstring"),
  true: (reply) => reply.boolean(true),
  false: (reply) => reply.boolean(false),
};

const UNKNOWN_TYPE = new ReplyError(
  `ERR Wrong protocol type name. Please use one of the following: ${
    Object.keys(SAMPLES).join("|")
  }`,
);

/** Handles DEBUG PROTOCOL type. */
export function sampleReply({ args, reply }: CommandContext): void {
  const type = args.text(2).toLowerCase();
  if (!Object.hasOwn(SAMPLES, type)) throw UNKNOWN_TYPE;
  SAMPLES[type](reply);
}
