import iconv from 'iconv-lite'

/** Text as GB18030, every character of Unicode included. Never GBK, which turns rare characters of names into `?`. */
export function encodeGb18030(text: string): Uint8Array {
  return iconv.encode(text, 'gb18030')
}
