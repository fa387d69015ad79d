import type { OperatorUse } from '../sections/operator-list.js';
import type { LocatedMap } from '../yaml/located.js';
import { readValues } from '../yaml/parameter.js';
import { expectMap, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { imageOperators } from './image-processing.js';
import { farsightOperators, postprocessOperators } from './postprocess.js';
import { preprocessOperators } from './preprocess.js';

/** An operator that a file declares under a name of its own: its Python class, and the operator that is, if known. */
export interface DeclaredOperator {
  readonly className: string;
  readonly alias: string | undefined;
}

/** The operators a file declares, by {@link plainName}. */
export type DeclaredOperators = ReadonlyMap<string, DeclaredOperator>;

/** Decoders of the other SDK by the name of their Python class: a file may use them under a name of its own. */
const operatorOfClass: Readonly<Record<string, string>> = {
  DecodeYolo: 'decodeyolo',
  DecodeYoloPose: 'decodeyolopose',
  DecodeYoloSeg: 'decodeyoloseg',
  DecodeSsdMobilenet: 'decode-ssd-mobilenet',
  DecodeRetinaface: 'decode-retinaface',
  DecodeRTMDet: 'decodertmdet',
};

/** The SDK tells operators apart by these: `face-align`, `FaceAlign` and `facealign` are one. */
function plainName(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

const operatorNames: ReadonlyMap<string, string> = new Map(
  [preprocessOperators, postprocessOperators, farsightOperators, imageOperators]
    .flatMap((table) => Object.keys(table))
    .map((name) => [plainName(name), name]),
);

/** Reads `operators`: names for Python classes; those of known decoders are other names for these. */
export function readDeclaredOperators(section: LocatedMap, site: Site): DeclaredOperators {
  const declared = new Map<string, DeclaredOperator>();
  for (const [name, { value }] of section.entries) {
    const map = expectMap(value, name, site);
    const { class: className } = readValues({ class: text }, map.entries, map, site);
    const alias = Object.hasOwn(operatorOfClass, className) ? operatorOfClass[className] : undefined;
    declared.set(plainName(name), { className, alias });
  }
  return declared;
}

/** The operators by the names Farsight has for them. Error: one that is a Python class Farsight does not have. */
export function resolveNames(
  uses: readonly OperatorUse[],
  declared: DeclaredOperators,
  site: Site,
): readonly OperatorUse[] {
  return uses.map((use) => {
    const plain = plainName(use.name);
    const own = declared.get(plain);
    if (own !== undefined && own.alias === undefined) {
      const what = `The Python class ${own.className} of this operator is`;
      throw site.operator(use.name).unsupported(use.place, what);
    }
    return { ...use, name: own?.alias ?? operatorNames.get(plain) ?? use.name };
  });
}
