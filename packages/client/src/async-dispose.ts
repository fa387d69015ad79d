/**
 * The name of the method that `await using` calls. WebKit (2.50), and thereby Safari, lacks the symbol, and a
 * method would have no name there; what compilers make of the statement then looks for this one.
 */
export const asyncDispose: typeof Symbol.asyncDispose =
  (Symbol as { readonly asyncDispose?: typeof Symbol.asyncDispose }).asyncDispose ??
  (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose);
