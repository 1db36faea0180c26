/** Units of one quantity, each as what it is of the first one: units over, exactly. */
type Dimension = { readonly [unit: string]: readonly [units: bigint, over: bigint] }

/**
 * Units that registers write, by quantity. 亩 is a fifteenth of a hectare (国务院关于在我国统一实行法定计量单位的命令, 1984),
 * 里 half a kilometre, 斤 half a kilogram.
 */
const dimensions: readonly Dimension[] = [
  {
    平方米: [1n, 1n],
    '㎡': [1n, 1n],
    'm²': [1n, 1n],
    m2: [1n, 1n],
    亩: [2000n, 3n],
    万亩: [20_000_000n, 3n],
    公亩: [100n, 1n],
    公顷: [10_000n, 1n],
    'hm²': [10_000n, 1n],
    ha: [10_000n, 1n],
    万平方米: [10_000n, 1n],
    平方公里: [1_000_000n, 1n],
    平方千米: [1_000_000n, 1n],
    'km²': [1_000_000n, 1n],
    km2: [1_000_000n, 1n],
  },
  {
    米: [1n, 1n],
    m: [1n, 1n],
    厘米: [1n, 100n],
    cm: [1n, 100n],
    毫米: [1n, 1000n],
    mm: [1n, 1000n],
    公里: [1000n, 1n],
    千米: [1000n, 1n],
    km: [1000n, 1n],
    里: [500n, 1n],
    华里: [500n, 1n],
    市里: [500n, 1n],
  },
  {
    千克: [1n, 1n],
    公斤: [1n, 1n],
    kg: [1n, 1n],
    克: [1n, 1000n],
    g: [1n, 1000n],
    吨: [1000n, 1n],
    t: [1000n, 1n],
    万吨: [10_000_000n, 1n],
    斤: [1n, 2n],
    市斤: [1n, 2n],
    两: [1n, 20n],
    市两: [1n, 20n],
  },
  {
    元: [1n, 1n],
    圆: [1n, 1n],
    角: [1n, 10n],
    分: [1n, 100n],
    百元: [100n, 1n],
    千元: [1000n, 1n],
    万元: [10_000n, 1n],
    百万元: [1_000_000n, 1n],
    千万元: [10_000_000n, 1n],
    亿元: [100_000_000n, 1n],
  },
  {
    千瓦时: [1n, 1n],
    度: [1n, 1n],
    kWh: [1n, 1n],
    'kW·h': [1n, 1n],
    瓦时: [1n, 1000n],
    Wh: [1n, 1000n],
    兆瓦时: [1000n, 1n],
    MWh: [1000n, 1n],
    万千瓦时: [10_000n, 1n],
    万度: [10_000n, 1n],
    亿千瓦时: [100_000_000n, 1n],
  },
  {
    千瓦: [1n, 1n],
    kW: [1n, 1n],
    瓦: [1n, 1000n],
    W: [1n, 1000n],
    兆瓦: [1000n, 1n],
    MW: [1000n, 1n],
    万千瓦: [10_000n, 1n],
  },
  {
    立方米: [1n, 1n],
    'm³': [1n, 1n],
    m3: [1n, 1n],
    升: [1n, 1000n],
    L: [1n, 1000n],
    毫升: [1n, 1_000_000n],
    mL: [1n, 1_000_000n],
    ml: [1n, 1_000_000n],
    万立方米: [10_000n, 1n],
    亿立方米: [100_000_000n, 1n],
  },
  { 人: [1n, 1n], 百人: [100n, 1n], 千人: [1000n, 1n], 万人: [10_000n, 1n], 亿人: [100_000_000n, 1n] },
  { 秒: [1n, 1n], 分钟: [60n, 1n], 小时: [3600n, 1n], 天: [86_400n, 1n], 日: [86_400n, 1n] },
]

export interface Unit {
  /** The quantity that it measures, by number. */
  readonly dimension: number
  readonly units: bigint
  readonly over: bigint
}
export const units: ReadonlyMap<string, Unit> = new Map(
  dimensions.flatMap((list, dimension) => Object.entries(list).map(([name, [units, over]]) => [name, { dimension, units, over }])),
)
