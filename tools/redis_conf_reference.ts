/**
 * The text of `docs/redis_conf.md`: how a file of redis-server is used, and, from the tables of foreign
 * settings, which lines of it have no effect and which stop the start.
 */

import type { ForeignGroup, ForeignSetting } from "../server/config/foreign/foreign_setting.ts";

const INTRODUCTION = `# From redis.conf

<!-- Written by \`deno task docs\`: change tools/redis_conf_reference.ts or the tables, not this page. -->

The server reads the file that redis-server was started with: Debian's, for one, with its places for data and log.

\`\`\`sh
vortis --config /etc/redis/redis.conf --daemonize no
\`\`\`

Every setting of Redis 7.0 is known, in the file, as a flag and to CONFIG GET. There are three kinds:

- Settings that the server has: \`vortis --help\` lists them.
- Settings that [have no meaning here](#without-effect): any value is accepted that Redis accepts. The log names
  those that are not at Redis's default, at the start, and says why they do nothing.
- Settings that [would change what the server does](#refused) or promises: accepted at the value that holds anyway.
  With any other the server does not start; it names the file, the line and the way out.

Flags win over the file: \`--daemonize no\` takes back \`daemonize yes\`. A name that Redis 7.0 does not know either is an
error, as there.

CONFIG GET shows settings of all kinds, as given or at Redis's default, so that tools which read them go on working.
CONFIG SET accepts the present value of a foreign one and refuses any other with the reason; it refuses what Redis cannot
change while it runs. CONFIG REWRITE leaves foreign lines as they are.

Relative paths of \`logfile\`, \`pidfile\` and \`unixsocket\` begin in \`dir\`, as in Redis.

## As a service

Type=notify, which Debian's unit for redis-server has, waits for a message that this server does not send. A unit of
its own:

\`\`\`ini
[Unit]
Description=Vortis
After=network.target

[Service]
Type=exec
ExecStart=/usr/local/bin/vortis --config /etc/redis/redis.conf --supervised no --daemonize no
User=redis
Group=redis
RuntimeDirectory=redis
UMask=007
LimitNOFILE=65535
Restart=always
TimeoutStopSec=infinity

[Install]
WantedBy=multi-user.target
\`\`\`

SIGTERM saves the data as \`save\` and \`shutdown-on-sigterm\` say, which takes its time: hence TimeoutStopSec.
`;

const USERS = `
CONFIG REWRITE of Redis 7.0 writes a line \`user default on … ~* &* +@all\` into every file. It is taken with all rules
of Redis about passwords, and counts before \`requirepass\` of the file, as in Redis; a password that a variable or a flag
names counts before it. Other users are refused, and users who may not do everything. CONFIG REWRITE of this server
brings the line up to date, and adds it when ACL SETUSER has said what \`requirepass\` cannot say.
`;

/** The page. */
export function redisConfReference(
  withoutEffect: readonly ForeignGroup[],
  refused: readonly ForeignGroup[],
): string {
  return [
    INTRODUCTION,
    "## Without effect\n",
    "| settings | why |",
    "| --- | --- |",
    ...withoutEffect.map(({ settings, reason }) => `| ${names(settings)} | ${reason} |`),
    "\n## Refused\n",
    "| settings | accepted | why nothing else | instead |",
    "| --- | --- | --- | --- |",
    ...refused.map(({ settings, reason, wayOut }) =>
      `| ${names(settings)} | ${accepted(settings)} | ${reason} | ${wayOut} |`
    ),
    USERS,
  ].join("\n");
}

/** The settings of a group with their other names. */
function names(settings: ForeignGroup["settings"]): string {
  return Object.entries(settings)
    .flatMap(([name, { aliases = [] }]) => [name, ...aliases])
    .map((name) => `\`${name}\``).join(", ");
}

/** The values that the settings of a group may have; they mostly agree. */
function accepted(settings: ForeignGroup["settings"]): string {
  const values = Object.values(settings).flatMap(valuesOf).map((text) => `\`${text || '""'}\``);
  return values.length === 0 ? "–" : [...new Set(values)].join(", ");
}

function valuesOf({ default: initial, fulfilled = [], isDirective }: ForeignSetting): string[] {
  return isDirective ? [] : [initial, ...fulfilled];
}
