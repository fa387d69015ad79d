const background = /^(__)?background(__)?$|^\?\?\?$|^unlabell?ed$/i;

/**
 * Labels of a network whose class 0 is the background, as that of every SSD is: it comes first, even where a file names the
 * things alone. No labels at all stay none.
 */
export function withBackground(labels: readonly string[]): readonly string[] {
  const [first] = labels;
  return first === undefined || background.test(first) ? labels : ['background', ...labels];
}
