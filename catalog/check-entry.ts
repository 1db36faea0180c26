import type { DatasetFile } from '../schemas/dataset-file.ts'
import { same } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'
import type { Surroundings } from './surroundings.ts'

const agencyWords = { zh: '部门', en: 'agency' }

/** A catalog entry's rules beyond its form: sharing (Articles 3 and 5), provider, and the secrecy review (Articles 2 and 48). */
export function checkEntry(
  id: string,
  head: DatasetFile,
  check: FileCheck,
  { files, agency }: Pick<Surroundings, 'files' | 'agency'>,
): void {
  if (head.sharing === 'none' && (head.basis ?? '').trim() === '') {
    check.refuse(
      'SHARING_BASIS',
      ['basis'],
      { zh: '不予共享的法律法规依据(第三、五条)', en: 'the legal basis for not sharing (Articles 3 and 5)' },
      { zh: '没有填写', en: 'nothing' },
      {
        zh: '补上 basis: 依据的法规名称和条款；没有依据的应当共享。',
        en: 'Add `basis`: law and article; data without one must be shared.',
      },
    )
  }
  if (head.sharing === 'restricted' && (head.scope?.condition ?? '').trim() === '') {
    check.refuse(
      'SHARING_CONDITION',
      ['scope', 'condition'],
      { zh: '有条件共享的条件', en: 'the condition under which it is shared' },
      { zh: '没有填写', en: 'nothing' },
      {
        zh: '补上 scope: { condition: … }。',
        en: 'Add scope: { condition: … }.',
      },
    )
  }
  head.scope?.agencies?.forEach((name, index) =>
    check.isKnown('AGENCY_UNKNOWN', ['scope', 'agencies', index], name, files.ids('agency'), agencyWords),
  )
  if (!check.isKnown('AGENCY_UNKNOWN', ['provider'], head.provider, files.ids('agency'), agencyWords)) return
  const folder = id.slice(0, id.indexOf('.'))
  if (head.provider !== folder) {
    check.refuse('PROVIDER_FOLDER', ['provider'], same(folder), same(head.provider), {
      zh: `文件放到 catalog/${head.provider}/ 下，或改写 provider。`,
      en: `Move the file to catalog/${head.provider}/ or change \`provider\`.`,
    })
    return
  }
  const provider = agency(head.provider)
  if (provider !== null && !provider.reviewers.includes(head.secrecy.reviewer)) {
    check.refuse(
      'SECRECY_REVIEWER',
      ['secrecy', 'reviewer'],
      { zh: `${provider.file} 中的保密审查人(第四十八条)`, en: `the reviewer named in ${provider.file} (Article 48)` },
      { zh: '其他人', en: 'somebody else' },
      {
        zh: '由该部门指定的审查人审查后署名；人员变动时先更新部门文件。',
        en: 'Have the agency’s named reviewer review and sign it; when the person has changed, update the agency’s file first.',
      },
    )
  }
}
