// How large a file is, in the reader's words.
export function inWords(bytes, words) {
  const small = bytes < 2 ** 20;
  const size = bytes / (small ? 2 ** 10 : 2 ** 20);
  const figure = size.toLocaleString(document.documentElement.lang, { maximumFractionDigits: size < 10 ? 1 : 0 });
  return (small ? words.kilobytes : words.megabytes).replace("#", figure);
}
