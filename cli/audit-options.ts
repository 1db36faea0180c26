import { userInfo } from 'node:os'

/** Of commands that read rows unmasked, or bring corrected ones in: both are kept in the audit. */
export const auditOptions = {
  reason: { kind: 'text', value: 'text', help: { zh: '理由，记入审计', en: 'the reason, kept in the audit' } },
  by: { kind: 'text', value: 'name', help: { zh: '谁；默认为系统用户名', en: "who; by default the system's user" } },
} as const

export function byDefault(): string {
  return userInfo().username
}
