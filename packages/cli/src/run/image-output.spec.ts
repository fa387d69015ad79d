import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namesIn } from './image-output.js';

describe('namesIn', () => {
  it('keeps the names of files, and writes as JPEG what is not written otherwise', () => {
    const files = ['/in/a.jpg', '/in/b.PNG', '/in/c.webp', '/in/d.tiff'];
    const nameOf = namesIn('out', (index) => files[index]);
    expect(files.map((_, index) => nameOf(index))).toEqual(
      ['a.jpg', 'b.PNG', 'c.jpg', 'd.jpg'].map((name) => join('out', name)),
    );
  });

  it('makes equal names distinct, on disks that ignore case too', () => {
    const files = ['/in/a.jpg', '/in/x/a.jpg', '/in/A.JPG', '/in/a.webp'];
    const nameOf = namesIn('out', (index) => files[index]);
    expect(files.map((_, index) => nameOf(index))).toEqual(
      ['a.jpg', 'a-2.jpg', 'A-3.JPG', 'a-4.jpg'].map((name) => join('out', name)),
    );
  });

  it('numbers frames that come from no file', () => {
    expect(namesIn('out', () => undefined)(7)).toBe(join('out', 'frame-000007.jpg'));
  });
});
