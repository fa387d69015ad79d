import { describe, expect, it } from 'vitest';
import type { EvaluationReport } from './evaluation-report.js';
import { reportText } from './report-text.js';

function reportOf(classes: number): EvaluationReport {
  return {
    network: 'net',
    task: 'classifications',
    kind: 'classifications',
    images: 'photos',
    annotations: 'list.csv',
    pictures: 8,
    failed: 1,
    seconds: 2,
    parameters: {},
    notes: [],
    metrics: [
      {
        metric: 'classes',
        figures: { pictures: 8, top1: 0.5, top5: null },
        classes: Array.from({ length: classes }, (_, i) => ({
          label: `c${i}`,
          figures: { pictures: 1, top1: i / 100 },
        })),
      },
    ],
  };
}

describe('reportText', () => {
  it('shows figures, counts as whole numbers, and a dash for what cannot be told', () => {
    expect(reportText(reportOf(2))).toBe(
      'net: classifications on 8 pictures, 1 of them failed, 4.0 per second\n\nclasses\n  pictures  8\n  top1      0.5000\n  top5      -\n',
    );
  });

  it('shows classes best first, of many both ends', () => {
    const labels = (classes: number): string[] =>
      reportText(reportOf(classes), true)
        .split('\n')
        .flatMap((line) => /^ {2}(c\d+|…[^\n]*)/.exec(line)?.[1] ?? []);
    expect(labels(3)).toEqual(['c2', 'c1', 'c0']);
    expect(labels(25).slice(8, 12)).toEqual(['c16', 'c15', '… 5 between', 'c9']);
    expect(labels(0)).toEqual([]);
  });
});
