import type { PreprocessStep } from '../../definition.js';
import type { OperatorUse } from '../sections/operator-list.js';
import type { LocatedMap } from '../yaml/located.js';
import { readValues, refuseUnknown } from '../yaml/parameter.js';
import type { Schema, Values } from '../yaml/parameter.js';
import { expectMap, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { operatorOfClass, operatorsNotYet } from './not-yet.js';
import type { OperatorContext, PostprocessStep } from './operator.js';
import { postprocessOperators } from './postprocess.js';
import { preprocessOperators } from './preprocess.js';

/** What all operators of a task share. */
export type TaskContext = Omit<OperatorContext, 'place' | 'site'>;

/** An operator that a file declares under a name of its own: its Python class, and the operator that is, if known. */
export interface DeclaredOperator {
  readonly className: string;
  readonly alias: string | undefined;
}

/** Reads `operators`: names for Python classes; those of known decoders are other names for these. */
export function readDeclaredOperators(section: LocatedMap, site: Site): Map<string, DeclaredOperator> {
  const declared = new Map<string, DeclaredOperator>();
  for (const [name, { value }] of section.entries) {
    const map = expectMap(value, name, site);
    const { class: className } = readValues({ class: text }, map.entries, map, site);
    const alias = Object.hasOwn(operatorOfClass, className) ? operatorOfClass[className] : undefined;
    declared.set(name, { className, alias });
  }
  return declared;
}

/** The operators by the names Farsight has for them. */
export function resolveNames(
  uses: readonly OperatorUse[],
  declared: ReadonlyMap<string, DeclaredOperator>,
): OperatorUse[] {
  return uses.map((use) => ({ ...use, name: declared.get(use.name)?.alias ?? use.name }));
}

/** Turns pre-processing operators into steps, in the order of the file. */
export function buildPreprocess(
  uses: readonly OperatorUse[],
  declared: ReadonlyMap<string, DeclaredOperator>,
  context: TaskContext,
  site: Site,
): readonly PreprocessStep[] {
  return uses.flatMap((use) => {
    const operator = lookUp(preprocessOperators, use, declared, site);
    const [values, operatorContext] = readUse(operator.parameters, use, context, site);
    return operator.build(values, operatorContext);
  });
}

/** Turns post-processing operators into steps, in the order of the file. */
export function buildPostprocess(
  uses: readonly OperatorUse[],
  declared: ReadonlyMap<string, DeclaredOperator>,
  context: TaskContext,
  site: Site,
): readonly PostprocessStep[] {
  return uses.map((use) => {
    const operator = lookUp(postprocessOperators, use, declared, site);
    const [values, operatorContext] = readUse(operator.parameters, use, context, site);
    return operator.build(values, operatorContext);
  });
}

/** Throws for an operator that is not known or cannot run here; decoders first, since they say what the task is. */
export function checkOperators(
  before: readonly OperatorUse[],
  after: readonly OperatorUse[],
  declared: ReadonlyMap<string, DeclaredOperator>,
  site: Site,
): void {
  for (const use of after) lookUp(postprocessOperators, use, declared, site);
  for (const use of before) lookUp(preprocessOperators, use, declared, site);
}

/** `eval` has values for measuring accuracy in the other SDK: kept in the file and ignored. */
function readUse(
  schema: Schema,
  use: OperatorUse,
  context: TaskContext,
  taskSite: Site,
): [values: Values<Schema>, context: OperatorContext] {
  const site = taskSite.operator(use.name);
  const parameters = new Map([...use.parameters].filter(([name]) => name !== 'eval'));
  refuseUnknown(schema, parameters, 'parameter', site);
  const owner = { kind: 'map', place: use.place, entries: parameters } as const;
  return [readValues(schema, parameters, owner, site), { ...context, place: use.place, site }];
}

function lookUp<T>(
  table: Readonly<Record<string, T>>,
  use: OperatorUse,
  declared: ReadonlyMap<string, DeclaredOperator>,
  site: Site,
): T {
  const found = Object.hasOwn(table, use.name) ? table[use.name] : undefined;
  if (found !== undefined) return found;
  const { name, place } = use;
  const own = declared.get(name);
  if (own !== undefined) {
    throw site.operator(name).unsupported(place, `The Python class ${own.className} of this operator is`);
  }
  if (Object.hasOwn(operatorsNotYet, name)) {
    throw site.operator(name).unsupported(place, operatorsNotYet[name] ?? name);
  }
  for (const [key, other] of Object.entries({
    preprocess: preprocessOperators,
    postprocess: postprocessOperators,
  })) {
    if (Object.hasOwn(other, name))
      throw site.operator(name).invalid(place, `Expected this operator under ${key}.`);
  }
  throw site.unknown(place, 'operator', name, [
    ...Object.keys(table),
    ...Object.keys(operatorsNotYet),
    ...declared.keys(),
  ]);
}
