/** Townships of the example city; the villages in them are invented. */
const townships = [
  ...['崇阳街道', '羊马街道', '大划街道', '崇庆街道', '三江街道', '江源街道', '怀远镇', '元通镇'],
  ...['观胜镇', '街子镇', '文井江镇', '白头镇', '道明镇', '隆兴镇', '廖家镇'],
] as const
const ordinals = ['一', '二', '三', '四', '五', '六', '七', '八'] as const

export interface Village {
  /** 12 digits. */
  readonly code: string
  readonly township: string
  readonly name: string
}

/** Those of lists/villages.csv, in its order. */
export const villages: readonly Village[] = townships.flatMap((township, at) =>
  ordinals.map((ordinal, index) => ({
    code: `510184${String(at + 1).padStart(3, '0')}${String(index + 1).padStart(3, '0')}`,
    township,
    name: `示范${ordinal}${township.endsWith('街道') ? '社区' : '村'}`,
  })),
)

export function villageAt(index: number): Village {
  const village = villages[index % villages.length]
  if (village === undefined) throw new RangeError(`no village ${index}`)
  return village
}
