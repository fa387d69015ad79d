import { destination, pino, type Logger as PinoLogger } from 'pino';

/** What the server writes its log with: a pino logger. */
export type Logger = PinoLogger;

/** Least severe level that is logged. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** See {@link LogLevel}. */
export const logLevels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

/** One JSON object per line on stderr: stdout belongs to whoever started the server. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null }, destination({ fd: 2, sync: true }));
}
