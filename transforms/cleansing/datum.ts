/** Longitude and latitude in degrees. */
export interface Position {
  readonly longitude: number
  readonly latitude: number
}

/** Semi-major axis (m) and squared eccentricity of the ellipsoid that the public GCJ-02 algorithm uses (Krasovsky 1940). */
const axis = 6378245
const eccentricity = 0.00669342162296594323
const radians = Math.PI / 180
const baiduTurn = (Math.PI * 3000) / 180
/** Degrees, about 0.1 mm; the iteration halves its error many times over in each round. */
const enough = 1e-9
const mostRounds = 40

/** Where the public algorithm shifts positions: a box around China. */
function isShifted({ longitude, latitude }: Position): boolean {
  return longitude >= 72.004 && longitude <= 137.8347 && latitude >= 0.8293 && latitude <= 55.8271
}

/** WGS-84 to GCJ-02 by the algorithm that is publicly known; what is measured may lie some metres off. */
export function wgs84ToGcj02(position: Position): Position {
  if (!isShifted(position)) return position
  const [x, y] = [position.longitude - 105, position.latitude - 35]
  const waves = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3)
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3 // prettier-ignore
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3 // prettier-ignore
  const angle = position.latitude * radians
  const magic = 1 - eccentricity * Math.sin(angle) ** 2
  const root = Math.sqrt(magic)
  return {
    longitude: position.longitude + east / ((axis / root) * Math.cos(angle) * radians),
    latitude: position.latitude + north / (((axis * (1 - eccentricity)) / (magic * root)) * radians),
  }
}

/** GCJ-02 to BD-09 by the algorithm that is publicly known. */
export function gcj02ToBd09({ longitude, latitude }: Position): Position {
  const radius = Math.sqrt(longitude ** 2 + latitude ** 2) + 0.00002 * Math.sin(latitude * baiduTurn)
  const angle = Math.atan2(latitude, longitude) + 0.000003 * Math.cos(longitude * baiduTurn)
  return { longitude: radius * Math.cos(angle) + 0.0065, latitude: radius * Math.sin(angle) + 0.006 }
}

/** GCJ-02 to WGS-84; converted back it differs by less than 1e-6 degrees (0.1 m). */
export function gcj02ToWgs84(position: Position): Position {
  return inverse(wgs84ToGcj02, position)
}

/** BD-09 to WGS-84; converted back it differs by less than 1e-6 degrees (0.1 m). */
export function bd09ToWgs84(position: Position): Position {
  return gcj02ToWgs84(inverse(gcj02ToBd09, position))
}

/** Neither shift has an inverse in closed form: the shift at the last guess is taken off, again and again. */
function inverse(shift: (position: Position) => Position, goal: Position): Position {
  let { longitude, latitude } = goal
  for (let round = 0; round < mostRounds; round++) {
    const reached = shift({ longitude, latitude })
    const [east, north] = [goal.longitude - reached.longitude, goal.latitude - reached.latitude]
    longitude += east
    latitude += north
    if (Math.abs(east) < enough && Math.abs(north) < enough) break
  }
  return { longitude, latitude }
}
