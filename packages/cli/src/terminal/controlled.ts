/** The text with `\ufffd` for characters that a terminal would act on rather than show. */
export function controlled(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
