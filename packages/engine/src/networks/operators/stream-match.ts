import type { StreamMatch } from '../../definition.js';
import { isGiven } from '../yaml/located.js';
import type { Located } from '../yaml/located.js';
import type { Parameter } from '../yaml/parameter.js';
import { names } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';

/** `stream_match`: an id or a list of ids, `{include: ids}`, `{exclude: ids}`; absent or `.*`: all streams. */
export const streamMatch: Parameter<StreamMatch | undefined> = {
  isOptional: true,
  read: (value, name, site) => {
    if (!isGiven(value) || (value.kind === 'scalar' && value.value === '.*')) return undefined;
    if (value.kind !== 'map') return { mode: 'include', streams: names.read(value, name, site) };
    const [first, ...rest] = value.entries;
    if (first === undefined || rest.length > 0) throw expected(value, name, site);
    const [mode, { value: streams }] = first;
    if (mode !== 'include' && mode !== 'exclude') throw expected(value, name, site);
    return { mode, streams: names.read(streams, mode, site) };
  },
};

function expected(value: Located, name: string, site: Site): Error {
  return site.expected('a stream, {include: [streams]} or {exclude: [streams]}', name, value);
}
