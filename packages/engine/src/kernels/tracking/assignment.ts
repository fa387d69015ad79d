/**
 * The cheapest way to give each row a column of its own, or each column a row where there are fewer columns: column of
 * each row, -1 for rows that get none. Ties go to the column that comes first, a free one before one that is taken, so
 * the result depends on nothing but the costs.
 *
 * Shortest augmenting paths with potentials (R. Jonker, A. Volgenant, "A shortest augmenting path algorithm for dense and
 * sparse linear assignment problems", Computing 38, 1987), without their initialisation: O(rows^2 * columns) at worst.
 *
 * @param costs - Row by row, `rows * columns` finite values.
 */
export function assign(costs: Float64Array, rows: number, columns: number): Int32Array {
  if (rows <= columns) return new Search(costs, rows, columns).run();
  const columnOf = new Int32Array(rows).fill(-1);
  const rowOf = new Search(transposed(costs, rows, columns), columns, rows).run();
  for (let column = 0; column < columns; column++) columnOf[rowOf[column]!] = column;
  return columnOf;
}

/** With no more rows than columns. */
class Search {
  readonly #costs: Float64Array;
  readonly #rows: number;
  readonly #columns: number;
  readonly #columnOf: Int32Array;
  readonly #rowOf: Int32Array;
  readonly #rowPrice: Float64Array;
  readonly #columnPrice: Float64Array;
  /** Of each column: the shortest way to it found so far, and the row it is reached from. */
  readonly #distance: Float64Array;
  readonly #reachedFrom: Int32Array;
  readonly #done: Uint8Array;

  constructor(costs: Float64Array, rows: number, columns: number) {
    this.#costs = costs;
    this.#rows = rows;
    this.#columns = columns;
    this.#columnOf = new Int32Array(rows).fill(-1);
    this.#rowOf = new Int32Array(columns).fill(-1);
    this.#rowPrice = new Float64Array(rows);
    this.#columnPrice = new Float64Array(columns);
    this.#distance = new Float64Array(columns);
    this.#reachedFrom = new Int32Array(columns);
    this.#done = new Uint8Array(columns);
  }

  run(): Int32Array {
    for (let row = 0; row < this.#rows; row++) this.#augment(row, this.#searchFrom(row));
    return this.#columnOf;
  }

  /** The free column that is nearest to a row without one; prices are kept such that no pair costs less than nothing. */
  #searchFrom(start: number): number {
    this.#distance.fill(Infinity);
    this.#done.fill(0);
    let row = start;
    let reached = 0;
    for (;;) {
      this.#relax(row, reached);
      const column = this.#nearest();
      reached = this.#distance[column]!;
      this.#done[column] = 1;
      row = this.#rowOf[column]!;
      if (row < 0) {
        this.#reprice(start, reached);
        return column;
      }
    }
  }

  /** Looks for shorter ways through a row that is itself `reached` away. */
  #relax(row: number, reached: number): void {
    const at = row * this.#columns;
    const base = reached - this.#rowPrice[row]!;
    for (let column = 0; column < this.#columns; column++) {
      if (this.#done[column] === 1) continue;
      const distance = base + this.#costs[at + column]! - this.#columnPrice[column]!;
      if (distance < this.#distance[column]!) {
        this.#distance[column] = distance;
        this.#reachedFrom[column] = row;
      }
    }
  }

  #nearest(): number {
    let best = -1;
    let least = Infinity;
    let isFree = false;
    for (let column = 0; column < this.#columns; column++) {
      if (this.#done[column] === 1) continue;
      const distance = this.#distance[column]!;
      if (distance > least) continue;
      const free = this.#rowOf[column]! < 0;
      if (best >= 0 && distance === least && (isFree || !free)) continue;
      best = column;
      least = distance;
      isFree = free;
    }
    return best;
  }

  #reprice(start: number, reached: number): void {
    this.#rowPrice[start]! += reached;
    for (let column = 0; column < this.#columns; column++) {
      const row = this.#rowOf[column]!;
      if (this.#done[column] !== 1 || row < 0) continue;
      const slack = reached - this.#distance[column]!;
      this.#columnPrice[column]! -= slack;
      this.#rowPrice[row]! += slack;
    }
  }

  /** Every row on the way to the free column moves on by one. */
  #augment(start: number, free: number): void {
    for (let column = free; ;) {
      const row = this.#reachedFrom[column]!;
      const next = this.#columnOf[row]!;
      this.#rowOf[column] = row;
      this.#columnOf[row] = column;
      if (row === start) return;
      column = next;
    }
  }
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column]!;
    }
  }
  return turned;
}
