/** ISO 4217 codes by the words that registers write for them, without 元 in front or behind. */
export const currencyWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CNY: '人民币 人民币元 元人民币 RMB CNY ¥ ￥',
    USD: '美元 美金 美圆 USD US$',
    HKD: '港元 港币 港圆 香港元 香港币 HKD HK$',
    MOP: '澳门元 澳门币 MOP',
    TWD: '台币 新台币 新台湾元 台湾元 TWD NT$',
    EUR: '欧元 EUR €',
    JPY: '日元 日圆 JPY',
    GBP: '英镑 GBP £',
    AUD: '澳元 澳大利亚元 AUD',
    CAD: '加元 加拿大元 CAD',
    NZD: '新西兰元 NZD',
    SGD: '新加坡元 SGD',
    CHF: '瑞士法郎 CHF',
    KRW: '韩元 韩国元 KRW',
    SEK: '瑞典克朗 SEK',
    THB: '泰铢 泰国铢 THB',
    RUB: '卢布 俄罗斯卢布 RUB',
  }).flatMap(([code, words]) => words.split(' ').map((word) => [word, code] as const)),
)

/** Powers of ten of the words that stand before the currency. */
export const unitPlaces: ReadonlyMap<string, number> = new Map([
  ['千', 3],
  ['万', 4],
  ['十万', 5],
  ['百万', 6],
  ['千万', 7],
  ['亿', 8],
])
