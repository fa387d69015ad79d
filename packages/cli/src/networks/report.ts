/** Something to print: as data, and as text. */
export interface Report<T> {
  readonly data: T;
  readonly text: string;
}
