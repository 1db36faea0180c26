import { defineErrors, type GuijiError } from './errors.ts'

const errors = defineErrors({
  QUARANTINE_SEALED: {
    recovery: 'abort',
    message: {
      zh: '隔离区的行内容已加密，打不开：应为密钥 {expected}，实为 {found}',
      en: 'the contents of quarantined rows are sealed and do not open: expected key {expected}, found {found}',
    },
    remedy: {
      zh: '在 guiji.yaml 的 quarantine.key 中引用加密时所用的密钥；内容被改动过的行只能从备份恢复',
      en: 'refer in quarantine.key of guiji.yaml to the key that they were sealed with; contents that were altered come back only from a backup',
    },
  },
})

/** A text that only the holder of a key can read. */
export interface Sealed {
  /** The key's id, which tells nothing of the key. */
  readonly key: string
  readonly text: string
}

/** What keeps texts unreadable at rest. `about` names the place that a text belongs to: moved elsewhere, it does not open. */
export interface Vault {
  /** Null where no key is configured: the text is kept as it is. */
  seal(text: string, about: string): Sealed | null
  /** Throws QUARANTINE_SEALED. */
  open(sealed: Sealed, about: string): string
}

/** The one error of a text that does not open: no key, another key (its id), or an altered text. */
export function sealedError(expected: string, found: string): GuijiError {
  return errors('QUARANTINE_SEALED', { expected, found })
}

/** For projects without a key. */
export const openVault: Vault = {
  seal: () => null,
  open({ key }) {
    throw sealedError(key, 'none')
  },
}
