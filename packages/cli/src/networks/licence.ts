/** Licences that bind whoever passes the weights on, by what their identifiers begin with. */
const copyleft = /^(A|L)?GPL-/;

/** Whether one of the licences of a network (`A AND B`) asks for the same licence in return. */
export function isCopyleft(licence: string): boolean {
  return licence.split(' AND ').some((each) => copyleft.test(each));
}

/** A licence as it stands in a list: marked where it is a copyleft one. */
export function licenceInList(licence: string): string {
  if (licence === '') return 'unknown';
  return isCopyleft(licence) ? `${licence} (!)` : licence;
}

/** What {@link licenceInList} marks. */
export const copyleftMark =
  '(!) copyleft: "farsight networks show NAME" says what that means for a service that uses the network.';

/** What a licence means for the one who serves the network, line by line; empty where there is nothing to look out for. */
export function licenceNotes(licence: string): readonly string[] {
  if (licence.includes('AGPL-')) return agpl;
  if (isCopyleft(licence)) return copyleftTerms;
  return licence === '' || licence.includes('unknown') ? unknown : [];
}

const agpl = [
  'Copyleft, over networks too: who offers a service with these weights to others may have to give them',
  'the source of the whole service under this licence. Ask the authors of the weights for other terms.',
];
const copyleftTerms = [
  'Copyleft: who passes on something with these weights may have to give its source under this licence.',
];
const unknown = ['Nobody says under which terms these weights may be used: ask their authors first.'];
