/**
 * Brings a row of samples to the width and height of the frame as libjpeg does by default ("fancy upsampling"): halved
 * components are interpolated with weights 3/4 and 1/4 along each halved axis, others are repeated.
 */
import { Component, sampleRow } from './component';

/** i16 sums of two rows, with a repeated one before the first and behind the last. */
let sums: usize = 0;

/** Sets the working memory: `2 * width + 64` bytes. */
export function setUpsamplingMemory(at: usize): void {
  sums = at + 16;
}

/**
 * Row `y` of the frame, `width` samples, of a component that has `horizontal` × `vertical` times fewer. The address is
 * that of the component's own row where there is nothing to do, otherwise `to`, of which up to 32 bytes more are written.
 */
export function upsampledRow(c: Component, y: i32, horizontal: i32, vertical: i32, width: i32, to: usize): usize {
  if (horizontal == 1 && vertical == 1) return sampleRow(c, y);
  const near = sampleRow(c, y / vertical);
  if (vertical == 2 && (horizontal == 1 || (horizontal == 2 && c.width > 2))) {
    const neighbour = y & 1 ? min(y / 2 + 1, c.height - 1) : max(y / 2 - 1, 0);
    const far = sampleRow(c, neighbour);
    if (horizontal == 1) {
      mixRows(near, far, y & 1 ? 2 : 1, c.width, to);
    } else {
      sumRows(near, far, c.width);
      doubleWidth(c.width, 8, 7, 4, to);
    }
  } else if (vertical == 1 && horizontal == 2 && c.width > 2) {
    widen(near, c.width);
    doubleWidth(c.width, 1, 2, 2, to);
  } else if (horizontal == 1) {
    return near;
  } else {
    for (let x = 0; x < width; x++) store<u8>(to + x, load<u8>(near + x / horizontal));
  }
  return to;
}

function mixRows(near: usize, far: usize, bias: i16, width: i32, to: usize): void {
  const round = i16x8.splat(bias);
  const three = i16x8.splat(3);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const sum = i16x8.add(i16x8.mul(v128.load8x8_u(near + x), three), v128.load8x8_u(far + x));
    const mean = i16x8.shr_u(i16x8.add(sum, round), 2);
    v128.store64_lane(to + x, i8x16.narrow_i16x8_u(mean, mean), 0);
  }
}

function sumRows(near: usize, far: usize, width: i32): void {
  const three = i16x8.splat(3);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    v128.store(sums + 2 * x, i16x8.add(i16x8.mul(v128.load8x8_u(near + x), three), v128.load8x8_u(far + x)));
  }
  repeatEdges(width);
}

function widen(near: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width; x += 8) v128.store(sums + 2 * x, v128.load8x8_u(near + x));
  repeatEdges(width);
}

function repeatEdges(width: i32): void {
  store<i16>(sums - 2, load<i16>(sums));
  const end = sums + <usize>width * 2;
  store<i16>(end, load<i16>(end - 2));
}

/** Each sum becomes two samples: three parts of itself, one of its neighbour on that side. */
function doubleWidth(width: i32, leftBias: i16, rightBias: i16, shift: i32, to: usize): void {
  const three = i16x8.splat(3);
  const left = i16x8.splat(leftBias);
  const right = i16x8.splat(rightBias);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const at = sums + 2 * x;
    const own = i16x8.mul(v128.load(at), three);
    const even = i16x8.shr_u(i16x8.add(i16x8.add(own, v128.load(at - 2)), left), shift);
    const odd = i16x8.shr_u(i16x8.add(i16x8.add(own, v128.load(at + 2)), right), shift);
    v128.store(to + 2 * x, v128.or(even, i16x8.shl(odd, 8)));
  }
}
