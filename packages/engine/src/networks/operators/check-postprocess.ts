import type { ResultKind } from '@farsight/protocol';

import type { FinishStep, RefineStep, TaskDefinition } from '../../definition.js';
import type { Place } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';

/** A step after the decoder, and where it is written. */
export interface PlacedStep {
  readonly step: RefineStep | FinishStep;
  readonly place: Place;
}

/** Results that boxes can be left out of, or followed in. */
const kindsWithBoxes: readonly ResultKind[] = ['detections', 'keypoints', 'segments'];

/** Checks that each step after the decoder is for the kind of result there is, and that they are in order. */
export function checkPostprocess(
  steps: readonly PlacedStep[],
  kind: ResultKind,
  parent: TaskDefinition | undefined,
  taskSite: Site,
): void {
  let follows = 0;
  for (const { step, place } of steps) {
    const site = taskSite.operator(step.op);
    if (step.op === 'filterdetections' && follows > 0) {
      throw site.invalid(place, 'Expected filterdetections before tracker, so that it follows what is left.');
    }
    if (step.op === 'tracker' && ++follows > 1) throw site.invalid(place, 'Expected one tracker in a task.');
    if (step.op === 'tracker' || step.op === 'filterdetections') {
      checkKind(kindsWithBoxes, kind, place, site);
    } else {
      checkKind([step.op === 'addkeypointstotracker' ? 'keypoints' : 'classifications'], kind, place, site);
      checkTracked(step.where, parent, place, site);
    }
  }
}

function checkKind(kinds: readonly ResultKind[], kind: ResultKind, place: Place, site: Site): void {
  if (kinds.includes(kind)) return;
  throw site.invalid(
    place,
    `Expected a task that gives ${kinds.join(' or ')} for this operator but it gives ${kind}.`,
  );
}

function checkTracked(where: string, parent: TaskDefinition | undefined, place: Place, site: Site): void {
  if (parent?.name !== where) {
    const received = parent === undefined ? 'it runs on the whole frame' : `these are of ${parent.name}`;
    throw site.invalid(
      place,
      `Expected a task on the boxes of ${where} (source: roi, where: ${where}) but ${received}.`,
    );
  }
  if (parent.finish.some(({ op }) => op === 'tracker')) return;
  throw site.invalid(place, `Expected a task with a tracker for where but ${where} has none.`);
}
