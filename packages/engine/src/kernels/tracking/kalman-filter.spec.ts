import { describe, expect, it } from 'vitest';
import { KalmanFilter } from './kalman-filter.js';

type Matrix = number[][];

const multiply = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, k) => row.reduce((sum, value, i) => sum + value * b[i]![k]!, 0)));
const transpose = (a: Matrix): Matrix => a[0]!.map((_, k) => a.map((row) => row[k]!));
const plus = (a: Matrix, b: Matrix, sign = 1): Matrix =>
  a.map((row, i) => row.map((value, k) => value + sign * b[i]![k]!));
const diagonal = (values: readonly number[]): Matrix =>
  values.map((value, i) => values.map((_, k) => (i === k ? value : 0)));

/** Gauss and Jordan. */
function inverse(a: Matrix): Matrix {
  const rows = a.map((row, i) => [...row, ...row.map((_, k) => (i === k ? 1 : 0))]);
  rows.forEach((row, i) => {
    const pivot = row[i]!;
    row.forEach((value, k) => (row[k] = value / pivot));
    rows.forEach((other, j) => {
      const factor = j === i ? 0 : other[i]!;
      other.forEach((value, k) => (other[k] = value - factor * row[k]!));
    });
  });
  return rows.map((row) => row.slice(a.length));
}

/** The textbook's equations, with whole matrices and Joseph's form. */
class Textbook {
  x: Matrix;
  p: Matrix;
  readonly f: Matrix;
  readonly h: Matrix;
  constructor(values: readonly number[], variances: readonly number[]) {
    const size = variances.length;
    this.x = variances.map((_, i) => [values[i] ?? 0]);
    this.p = diagonal(variances);
    this.f = diagonal(variances.map(() => 1));
    for (let i = 0; i < size - 4; i++) this.f[i]![i + 4] = 1;
    this.h = diagonal(variances.map(() => 1)).slice(0, 4);
  }
  predict(noise: readonly number[]): void {
    this.x = multiply(this.f, this.x);
    this.p = plus(multiply(multiply(this.f, this.p), transpose(this.f)), diagonal(noise));
  }
  update(values: readonly number[], noise: readonly number[]): void {
    const { h, p } = this;
    const s = plus(multiply(multiply(h, p), transpose(h)), diagonal(noise));
    const k = multiply(multiply(p, transpose(h)), inverse(s));
    const surprise = plus(
      values.map((value) => [value]),
      multiply(h, this.x),
      -1,
    );
    this.x = plus(this.x, multiply(k, surprise));
    const rest = plus(diagonal(p.map(() => 1)), multiply(k, h), -1);
    const own = multiply(multiply(k, diagonal(noise)), transpose(k));
    this.p = plus(multiply(multiply(rest, p), transpose(rest)), own);
  }
}

describe('KalmanFilter', () => {
  it.each([7, 8])('does as the textbook with %i values', (size) => {
    const variances = [10, 10, 10, 10, 1e4, 1e4, 1e4, 1e4].slice(0, size);
    const process = [1, 1, 1, 1, 1e-2, 1e-2, 1e-4, 1e-3].slice(0, size);
    const start = [50, 60, 800, 0.5];
    const filter = new KalmanFilter(start, variances);
    const textbook = new Textbook(start, variances);
    for (let frame = 1; frame < 30; frame++) {
      filter.predict(process);
      textbook.predict(process);
      if (frame % 4 !== 0) {
        const values = [50 + 3 * frame, 60 - frame, 800 + 20 * Math.sin(frame), 0.5 + 0.01 * frame];
        filter.update(values, [1, 1, 10, 10]);
        textbook.update(values, [1, 1, 10, 10]);
      }
      filter.state.forEach((value, i) => expect(value).toBeCloseTo(textbook.x[i]![0]!, 6));
      filter.covariance.forEach((value, i) =>
        expect(value).toBeCloseTo(textbook.p[Math.trunc(i / size)]![i % size]!, 5),
      );
    }
  });

  it('has futures of its own once cloned', () => {
    const filter = new KalmanFilter([1, 2, 3, 4], [1, 1, 1, 1, 1, 1, 1]);
    const copy = filter.clone();
    filter.update([9, 9, 9, 9], [1, 1, 1, 1]);
    expect([...copy.state]).toEqual([1, 2, 3, 4, 0, 0, 0]);
    expect(copy.covariance[0]).toBe(1);
  });
});
