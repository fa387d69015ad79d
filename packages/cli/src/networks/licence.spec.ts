import { describe, expect, it } from 'vitest';
import { isCopyleft, licenceInList, licenceNotes } from './licence.js';

describe('licences', () => {
  it.each([
    ['AGPL-3.0', 'AGPL-3.0 (!)', /over networks too/],
    ['AGPL-3.0-or-later', 'AGPL-3.0-or-later (!)', /over networks too/],
    ['GPL-3.0', 'GPL-3.0 (!)', /who passes on/],
    ['Apache-2.0 AND GPL-3.0', 'Apache-2.0 AND GPL-3.0 (!)', /who passes on/],
    ['', 'unknown', /ask their authors/],
    ['unknown', 'unknown', /ask their authors/],
  ])('%j is to look out for', (licence, listed, note) => {
    expect(licenceInList(licence)).toBe(listed);
    expect(licenceNotes(licence).join(' ')).toMatch(note);
  });

  it.each(['Apache-2.0', 'BSD-3-Clause', 'MIT', 'Apache-2.0 AND MIT'])('%j asks for nothing', (licence) => {
    expect(isCopyleft(licence)).toBe(false);
    expect(licenceInList(licence)).toBe(licence);
    expect(licenceNotes(licence)).toEqual([]);
  });
});
