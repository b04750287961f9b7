/** The text of `vortis cli --help`. */

/** Options, examples, exit codes; at most 80 columns wide. */
export const CLIENT_USAGE = `Usage: vortis cli [options] [command [argument ...]]

A client for Vortis, Redis, and whatever speaks their protocol. Without a
command it reads commands from the terminal, or one a line from a pipe.

Server
  -h <host>              Host [127.0.0.1]
  -p <port>              Port [6379]
  -s <path>              Unix socket, instead of host and port
  -u <url>               redis://[user:password@]host[:port][/db]; also the
                         environment's VORTIS_CLI_URL
  -a, --pass <password>  Password; VORTIS_CLI_AUTH or REDISCLI_AUTH hide it
  --askpass              Ask for the password
  --user <name>          User of the password [default]
  --no-auth-warning      Do not warn of a password on the command line
  -n <db>                Database [0]
  -2, -3                 Speak RESP2 [the default], or RESP3

Commands
  -r <n>                 Run the command n times; -1: for ever
  -i <seconds>           Rest between repetitions, also of the modes below
  -x                     The last argument is the standard input
  -X <tag>               The argument <tag> is the standard input
  --quoted-input         Arguments in quotes have escapes: '"\\x00"'
  -e                     Exit with code 1 after an error reply

Output
  --raw, --no-raw        Values alone [in pipes]; formatted [on a terminal]
  --json, --quoted-json  JSON, by RESP3 if the server has it; in ASCII
  --csv                  Comma-separated values
  -d, -D <text>          Ends of values, and of replies, of --raw [newline]
  --show-pushes <yes|no> Show RESP3's pushes [yes on a terminal]

Instead of commands
  --scan                 List the keys; --pattern <glob>, --count <n> go to SCAN
  --bigkeys              Find the keys with the most elements; --pattern
  --memkeys              Find the keys with most memory; --memkeys-samples <n>
  --hotkeys              Find the keys most used, under an LFU policy
  --stat                 One line of figures a second
  --latency              Time PINGs; --latency-history: anew each 15 s (-i)
  --pipe                 Send the standard input, RESP or a command a line;
                         --pipe-timeout <seconds> for replies [30; 0: ever]

  --help, --version

Examples
  vortis cli SET greeting hello EX 60
  vortis cli -x SET picture < picture.png
  vortis cli --scan --pattern 'user:*' | xargs vortis cli UNLINK
  vortis cli --json HGETALL user:1 | jq .name

Exit codes: 0; 1 for a server that cannot be reached or refuses the password,
for wrong options, with -e for an error reply, and after --pipe if there was
one; 130 after Ctrl-C. docs/cli.md tells more.
`;
