/** The next items up to where they are enough. Fails if there are no more. */
export async function takeUntil<T>(
  items: AsyncIterator<T>,
  isEnough: (all: readonly T[]) => boolean,
): Promise<T[]> {
  const all: T[] = [];
  while (!isEnough(all)) {
    const next = await items.next();
    if (next.done === true) throw new Error('The stream has ended.');
    all.push(next.value);
  }
  return all;
}
