/** Values measured: the first ones of the state. */
const measured = 4;

// Shared by all filters: they run one after the other on one thread.
const factor = new Float64Array(measured * measured);
const measuredRows = new Float64Array(measured * 8);
const gains = new Float64Array(8 * measured);

/**
 * A Kalman filter for boxes: four values that are measured, then the speeds (per frame) of the first of them. The state
 * moves by `x[i] += x[i + 4]`; the first four are measured as they are. R. E. Kalman, "A new approach to linear
 * filtering and prediction problems", 1960.
 */
export class KalmanFilter {
  /** Four values and up to four speeds. */
  readonly state: Float64Array;
  /** Row by row, `size * size`, symmetric. */
  readonly covariance: Float64Array;
  readonly size: number;

  /**
   * @param values - The four values as measured first; speeds begin at 0.
   * @param variances - Of each value of the state, 4 to 8 of them: how uncertain it is at first.
   */
  constructor(values: ArrayLike<number>, variances: ArrayLike<number>) {
    this.size = variances.length;
    this.state = new Float64Array(this.size);
    this.covariance = new Float64Array(this.size * this.size);
    for (let i = 0; i < measured; i++) this.state[i] = values[i]!;
    for (let i = 0; i < this.size; i++) this.covariance[i * this.size + i] = variances[i]!;
  }

  /** One frame later. `noise`: what the variance of each value of the state grows by. */
  predict(noise: ArrayLike<number>): void {
    const { state, covariance, size } = this;
    const moving = size - measured;
    for (let i = 0; i < moving; i++) state[i]! += state[i + measured]!;
    for (let i = 0; i < moving; i++) {
      for (let k = 0; k < size; k++) covariance[i * size + k]! += covariance[(i + measured) * size + k]!;
    }
    for (let k = 0; k < size; k++) {
      for (let i = 0; i < moving; i++) covariance[k * size + i]! += covariance[k * size + i + measured]!;
    }
    for (let i = 0; i < size; i++) covariance[i * size + i]! += noise[i]!;
  }

  /** The four values were measured. `noise`: the variance of each measurement. */
  update(values: ArrayLike<number>, noise: ArrayLike<number>): void {
    const { state, covariance, size } = this;
    measuredRows.set(covariance.subarray(0, measured * size));
    factorise(measuredRows, size, noise);
    const surprise = [0, 1, 2, 3].map((i) => values[i]! - state[i]!);
    for (let row = 0; row < size; row++) {
      const gain = gains.subarray(row * measured, (row + 1) * measured);
      for (let i = 0; i < measured; i++) gain[i] = covariance[row * size + i]!;
      solve(gain);
      for (let i = 0; i < measured; i++) state[row]! += gain[i]! * surprise[i]!;
    }
    for (let row = 0; row < size; row++) {
      for (let column = row; column < size; column++) {
        let known = 0;
        for (let i = 0; i < measured; i++)
          known += gains[row * measured + i]! * measuredRows[i * size + column]!;
        const left = covariance[row * size + column]! - known;
        covariance[row * size + column] = left;
        covariance[column * size + row] = left;
      }
    }
  }

  /** The same filter at this time, for a different future. */
  clone(): KalmanFilter {
    const copy = new KalmanFilter(this.state, this.state);
    copy.state.set(this.state);
    copy.covariance.set(this.covariance);
    return copy;
  }
}

/** Cholesky's factor of the innovation's covariance: that of the measured values plus the measurement's own. */
function factorise(covariance: Float64Array, size: number, noise: ArrayLike<number>): void {
  for (let row = 0; row < measured; row++) {
    for (let column = 0; column <= row; column++) {
      let value = covariance[row * size + column]! + (row === column ? noise[row]! : 0);
      for (let i = 0; i < column; i++) value -= factor[row * measured + i]! * factor[column * measured + i]!;
      factor[row * measured + column] =
        row === column ? Math.sqrt(value) : value / factor[column * measured + column]!;
    }
  }
}

/** Replaces a right-hand side by the solution. */
function solve(values: Float64Array): void {
  for (let row = 0; row < measured; row++) {
    for (let i = 0; i < row; i++) values[row]! -= factor[row * measured + i]! * values[i]!;
    values[row]! /= factor[row * measured + row]!;
  }
  for (let row = measured - 1; row >= 0; row--) {
    for (let i = row + 1; i < measured; i++) values[row]! -= factor[i * measured + row]! * values[i]!;
    values[row]! /= factor[row * measured + row]!;
  }
}
