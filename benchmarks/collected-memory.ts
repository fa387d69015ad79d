/** What every thread of a process together holds in JavaScript once all garbage is collected. */
export interface CollectedMemory {
  readonly threads: number;
  /** Objects. */
  readonly heapBytes: number;
  /** What objects keep outside of V8's heap, buffers included. */
  readonly externalBytes: number;
  /** Of `externalBytes`, buffers. */
  readonly arrayBufferBytes: number;
}
