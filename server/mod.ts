/**
 * The server in a program: {@linkcode serve} listens and answers as redis-server does.
 *
 * @module
 */

export {
  ListenError,
  type RunningServer,
  serve,
  type ServeOptions,
  type ServerAddress,
} from "./server.ts";
