import { names } from '../yaml/parameter-types.js';
import type { Parameter } from '../yaml/parameter.js';

const flags = ['true', 'false', 'yes', 'no', 'on', 'off', '0', '1'];

/** Names of classes; or `true` or `false`, as the SDK has it, which says nothing here: undefined. */
export const namesOrFlag: Parameter<readonly string[] | undefined> = {
  isOptional: true,
  read: (value, name, site) => {
    const isFlag = value?.kind === 'scalar' && flags.includes(value.text.toLowerCase());
    return value === undefined || isFlag ? undefined : names.read(value, name, site);
  },
};
