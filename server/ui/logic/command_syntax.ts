/** What the server tells of its commands (COMMAND DOCS), and the line of syntax that it stands for. */

/** A command, or a subcommand under its full name ("config get"). */
export interface CommandDoc {
  /** In lower case. */
  readonly name: string;
  readonly summary: string;
  readonly since: string;
  readonly group: string;
  readonly complexity: string;
  /** The arguments after the name, as a manual writes them: `key value [NX | XX]`. */
  readonly syntax: string;
}

/** An argument as COMMAND DOCS describes it. */
export interface ArgumentDoc {
  readonly name: string;
  readonly type: string;
  readonly token?: string | undefined;
  readonly flags: readonly string[];
  readonly arguments: readonly ArgumentDoc[];
}

/** The line of syntax of arguments. */
export function syntaxOf(args: readonly ArgumentDoc[]): string {
  return args.map(argumentSyntax).join(" ");
}

function argumentSyntax(argument: ArgumentDoc): string {
  const { flags } = argument;
  const one = plainSyntax(argument);
  const isMultiple = flags.includes("multiple");
  const whole = !isMultiple
    ? one
    : `${one} [${flags.includes("multiple_token") ? one : repeated(argument)} ...]`;
  return flags.includes("optional") ? `[${whole}]` : whole;
}

function plainSyntax(argument: ArgumentDoc): string {
  const body = repeated(argument);
  const { token } = argument;
  if (token === undefined) return body;
  const shown = token === "" ? '""' : token;
  return body === "" ? shown : `${shown} ${body}`;
}

/** An argument without its token, which stands only once. */
function repeated({ type, name, arguments: parts, flags }: ArgumentDoc): string {
  if (type === "pure-token") return "";
  if (type === "block") return syntaxOf(parts);
  if (type !== "oneof") return name;
  const choices = parts.map(argumentSyntax).join(" | ");
  return flags.includes("optional") && !flags.includes("multiple") ? choices : `<${choices}>`;
}
