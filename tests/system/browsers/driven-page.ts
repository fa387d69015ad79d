/** A page in a browser that is driven over the standard's own protocol: Playwright has builds of its own for these. */
export interface DrivenPage extends AsyncDisposable {
  open(url: string): Promise<void>;
  /** The value of an expression in the page, as JSON carries it. */
  evaluate<T>(expression: string): Promise<T>;
  /** Chooses a file in the input that the selector finds. */
  chooseFile(selector: string, path: string): Promise<void>;
  /** What went wrong in the page. */
  problems(): Promise<readonly string[]>;
}
