import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { FarsightError, type ConnectOptions } from '@farsight/client';
import { integer } from './numbers.js';

/** Flags of every command that talks to a server. */
export interface ConnectionFlags {
  readonly token?: string;
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly connectTimeout?: number;
  readonly maxMessageBytes?: number;
}

/** Adds the flags to a command. */
export function addConnectionFlags(command: Command): Command {
  return command
    .addOption(new Option('--token <token>', "the server's token").env('FARSIGHT_TOKEN'))
    .option('--tls', 'connect with TLS')
    .option('--tls-ca <file>', 'PEM file of the authority to trust; implies --tls')
    .option('--connect-timeout <ms>', 'give up connecting after this', integer(1, 3_600_000))
    .option('--max-message-bytes <n>', 'largest message sent or taken', integer(1024, 2 ** 31 - 1));
}

/** The flags as the client takes them. */
export async function connectOptions(flags: ConnectionFlags): Promise<ConnectOptions> {
  const { token, tls, tlsCa, connectTimeout, maxMessageBytes } = flags;
  return {
    ...(token === undefined ? {} : { token }),
    ...(connectTimeout === undefined ? {} : { connectTimeoutMs: connectTimeout }),
    ...(maxMessageBytes === undefined ? {} : { maxMessageBytes }),
    tls: tlsCa === undefined ? (tls ?? false) : { ca: await readPem('--tls-ca', tlsCa) },
  };
}

/** Content of a file named by a flag. */
export async function readPem(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected a readable PEM file for ${flag} but received ${file}.`,
      { cause: error },
    );
  }
}
