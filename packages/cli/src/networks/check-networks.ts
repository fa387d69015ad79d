import { stat } from 'node:fs/promises';
import { FarsightError } from '@farsight/client';
import { networkFilesIn, NoOnnxWeightsError, resolveNetwork, type ResolveOptions } from '@farsight/server';
import type { Report } from './report.js';
import { absentWeights } from './weights-place.js';

/**
 * What became of a file. `ready`: it runs. `weights`: it runs once its weights are there. `twin`: Python code builds it, and
 * the ONNX network of the same name runs in its place. `pytorch`: Python code builds it, and there is no such network.
 * `unsupported`: it asks for something Farsight does not have. `invalid`: it is wrong.
 */
export type Verdict = 'ready' | 'weights' | 'twin' | 'pytorch' | 'unsupported' | 'invalid';

/** One file that was checked. */
export interface Check {
  readonly path: string;
  /** Whether the network runs here, once its weights are there. */
  readonly ok: boolean;
  readonly verdict: Verdict;
  readonly name?: string;
  /** The network that runs in its place. */
  readonly twin?: string;
  /** Where weights come from that are not here yet. */
  readonly urls?: readonly string[];
  /** Where weights have to be put by hand. */
  readonly missing?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Whether a file is at fault: see {@link Verdict}. */
export function isFault({ verdict }: Check): boolean {
  return verdict === 'unsupported' || verdict === 'invalid';
}

/** What becomes of network files and `.onnx` files. A folder stands for all network files in it. */
export async function checkNetworks(
  paths: readonly string[],
  options: ResolveOptions,
): Promise<Report<readonly Check[]>> {
  const data: Check[] = [];
  for (const path of paths) data.push(...(await checkPath(path, options)));
  return { data, text: data.map((check) => `${line(check)}\n`).join('') };
}

async function checkPath(path: string, options: ResolveOptions): Promise<readonly Check[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [invalid(path, `Expected a file or folder but found nothing at ${path}.`)];
  if (!found.isDirectory()) return [await checkFile(path, options)];
  const files = networkFilesIn(path);
  if (files.length === 0) return [invalid(path, `Expected network files in ${path} but found none.`)];
  // Twins may lie beside them. The flags for bare .onnx files are not meant for these.
  const here = { ...options, overrides: {}, folders: [path, ...options.folders] };
  return Promise.all(files.map((file) => checkFile(file.path, here)));
}

async function checkFile(path: string, options: ResolveOptions): Promise<Check> {
  try {
    const definition = await resolveNetwork(path, options);
    const { name, twin } = definition;
    const { urls, paths: missing } = await absentWeights(definition);
    const isHere = urls.length === 0 && missing.length === 0;
    return {
      path,
      ok: true,
      verdict: twin !== undefined ? 'twin' : isHere ? 'ready' : 'weights',
      name,
      ...(twin !== undefined && { twin }),
      ...(urls.length > 0 && { urls }),
      ...(missing.length > 0 && { missing }),
    };
  } catch (error) {
    return refused(path, error);
  }
}

function refused(path: string, error: unknown): Check {
  const { code, message } = FarsightError.from(error, 'INVALID_NETWORK');
  const verdict =
    error instanceof NoOnnxWeightsError ? 'pytorch' : code === 'UNSUPPORTED' ? 'unsupported' : 'invalid';
  return { path, ok: false, verdict, error: { code, message } };
}

function invalid(path: string, message: string): Check {
  return { path, ok: false, verdict: 'invalid', error: { code: 'INVALID_ARGUMENT', message } };
}

function line(check: Check): string {
  return `${check.verdict.padEnd('unsupported'.length)}  ${check.path}${explanation(check)}`;
}

function explanation({ verdict, name, twin, urls = [], missing = [], error }: Check): string {
  if (error !== undefined) return `: ${error.message}`;
  const toFetch = urls.length > 0 ? `; weights to fetch from ${urls.join(', ')}` : '';
  const toPut = missing.length > 0 ? `; weights are missing: put them at ${missing.join(', ')}` : '';
  const runs = verdict === 'twin' ? ` runs as ${twin ?? ''}` : '';
  return ` (${name ?? ''}${runs})${toFetch}${toPut}`;
}
