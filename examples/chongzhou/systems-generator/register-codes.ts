import { otherOrganisation, registrationOf, usccOf, withOrganisationCheck, withUsccCheck } from './identity.ts'
import { randomOf, shuffled } from './random.ts'
import { registerRows, type CodeKind } from './register-kinds.ts'

/**
 * Cells of the register's code column by kind and place, a number below 3,002,664: another place gives another cell, save
 * for `无`, empty brackets and foreign-invested numbers, of which there are 10,000.
 */
export function createCodeCells(seed: number): (kind: CodeKind, place: number) => string {
  const scattered = shuffled(seed, 'register-code', registerRows)
  const digitsOnly = (place: number) => withUsccCheck(`91510184${withOrganisationCheck(String(10_000_000 + scattered(place)))}`)
  // one in five has an organisation code of digits, so that about 6% of all codes are digits alone, as in the real one
  const valid = (place: number) =>
    randomOf(seed, 'register-code', place).below(5) === 0 ? digitsOnly(place) : usccOf(scattered(place), '91')
  return (kind, place) => {
    switch (kind) {
      case 'conforming':
        return valid(place)
      case 'organisation-part':
        return otherOrganisation(valid(place))
      case 'nonconforming':
        return withWrongCheck(valid(place))
      case 'both-wrong':
        return withWrongCheck(otherOrganisation(valid(place)))
      case 'lower-case':
        return lowerCase(place)
      case 'registration':
        return registrationOf(scattered(place))
      case 'cooperative':
        return `510184NA${String(place % 1_000_000).padStart(6, '0')}X`
      case 'thirteen':
        return `510184${String(scattered(place)).padStart(7, '0')}`
      case 'organisation-code': {
        const code = withOrganisationCheck(String(10_000_000 + scattered(place)))
        return `${code.slice(0, 8)}-${code.slice(8)}`
      }
      case 'foreign-invested':
        return `企合川崇总字第${String(place % 10_000).padStart(4, '0')}号`
      case 'none':
        return '无'
      case 'brackets':
        return place % 2 === 0 ? '()' : `（${valid(place)}）`
      case 'hyphen':
        return `${valid(place)}-`
      case 'seventeen':
        return seventeenDigits(digitsOnly(place))
      case 'letter-l':
        return valid(place).replace('1', 'l')
    }
  }
}

/** A code in lower case. An l may be a 1, so a code with that letter is no example: the next one beyond the register's is taken. */
function lowerCase(place: number): string {
  for (let beyond = place + registerRows; ; beyond += registerRows) {
    const code = usccOf(beyond, '91')
    if (!code.includes('L')) return code.toLowerCase()
  }
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

function withWrongCheck(code: string): string {
  return code.slice(0, 17) + alphabet.charAt((alphabet.indexOf(code.charAt(17)) + 1) % 31)
}

/** A code that lost its last character; an X before it becomes a digit. */
function seventeenDigits(code: string): string {
  return code.slice(0, 17).replace('X', '0')
}
