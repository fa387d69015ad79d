import type { Rgb } from '@farsight/protocol';

/** Turning hue by the golden angle keeps any number of consecutive classes as far apart as it goes. */
const goldenAngleDegrees = 180 * (3 - Math.sqrt(5));
const firstHueDegrees = 145;
/** Neighbours in hue differ in lightness too; all of them stand out on dark and on bright frames. */
const lightnesses = [0.72, 0.6, 0.82] as const;
const chroma = 0.19;

/** The colour of a class: always the same, and clearly another one than that of other classes. */
export function classColor(classId: number): Rgb {
  const lightness = lightnesses[Math.abs(classId) % lightnesses.length] ?? lightnesses[0];
  return colorOf(lightness, firstHueDegrees + classId * goldenAngleDegrees);
}

/**
 * 255 colours from dark blue through green and yellow to dark red: Turbo, by its polynomial.
 * https://research.google/blog/turbo-an-improved-rainbow-colormap-for-visualization/
 */
export const distanceColors: readonly Rgb[] = Array.from({ length: 255 }, (_, i) => turbo(i / 254));

function turbo(x: number): Rgb {
  const polynomial = (...factors: readonly number[]): number => {
    const value = factors.reduceRight((sum, factor) => sum * x + factor, 0);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  };
  return [
    polynomial(0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943),
    polynomial(0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604),
    polynomial(0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973),
  ];
}

/** Black or white, whichever reads better on `background` (WCAG contrast). */
export function readableOn(background: Rgb): Rgb {
  const luminance = relativeLuminance(background);
  const onWhite = 1.05 / (luminance + 0.05);
  const onBlack = (luminance + 0.05) / 0.05;
  return onWhite > onBlack ? [255, 255, 255] : [0, 0, 0];
}

/** WCAG 2 relative luminance, 0..1. */
export function relativeLuminance([red, green, blue]: Rgb): number {
  return 0.2126 * toLinear(red / 255) + 0.7152 * toLinear(green / 255) + 0.0722 * toLinear(blue / 255);
}

/** The colour of this lightness and hue in OKLCH, with as much chroma as sRGB can show. */
function colorOf(lightness: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180;
  for (let amount = chroma; amount > 0.02; amount -= 0.01) {
    const rgb = okLabToLinear(lightness, amount * Math.cos(hue), amount * Math.sin(hue));
    if (rgb.every((value) => value >= 0 && value <= 1)) return toBytes(rgb);
  }
  return toBytes(okLabToLinear(lightness, 0, 0));
}

/** Björn Ottosson's OKLab, https://bottosson.github.io/posts/oklab/ */
function okLabToLinear(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function toBytes([red, green, blue]: Rgb): Rgb {
  return [toByte(red), toByte(green), toByte(blue)];
}

function toByte(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded);
}

function toLinear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}
