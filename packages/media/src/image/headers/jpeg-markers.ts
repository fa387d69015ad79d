/** Second bytes of the markers that matter (ITU-T T.81 table B.1). */
export const markers = {
  sof0: 0xc0,
  dht: 0xc4,
  jpg: 0xc8,
  dac: 0xcc,
  sof15: 0xcf,
  rst0: 0xd0,
  rst7: 0xd7,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dqt: 0xdb,
  dri: 0xdd,
  app0: 0xe0,
  app1: 0xe1,
  app14: 0xee,
} as const;

/** Whether a marker is one of the frame headers SOF0..SOF15. */
export function isFrameHeader(value: number): boolean {
  const { sof0, sof15, dht, jpg, dac } = markers;
  return value >= sof0 && value <= sof15 && value !== dht && value !== jpg && value !== dac;
}

/** Whether a marker comes without a segment: restarts, and the reserved TEM. */
export function standsAlone(value: number): boolean {
  return (value >= markers.rst0 && value <= markers.rst7) || value === 0x01;
}

/** A marker found in the data. */
export interface Marker {
  readonly value: number;
  /** Behind its two bytes. */
  readonly end: number;
}

/**
 * The next marker at or after `from`. Bytes that belong to none are skipped, as libjpeg does; so are entropy-coded data
 * (its 0xff is followed by 0) and fill bytes (0xff).
 */
export function nextMarker(data: Uint8Array, from: number): Marker | undefined {
  let at = from - 1;
  for (;;) {
    at = data.indexOf(0xff, at + 1);
    const value = at < 0 ? undefined : data[at + 1];
    if (value === undefined) return undefined;
    if (value !== 0xff && value !== 0) return { value, end: at + 2 };
  }
}
