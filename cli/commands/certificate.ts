import { defineErrors } from '../../core/errors.ts'
import type { Json, Text } from '../../core/values.ts'
import type { StoredCertificate } from '../../databases/certificate.ts'
import type { Breach } from '../../databases/verify-certificates.ts'
import { defineCommand, defineGroup } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { localTime } from '../local-time.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { renderLabelled } from '../print-error.ts'
import { requireKnownAsset } from '../require-known-asset.ts'
import { balanceText } from '../run-report.ts'

const errors = defineErrors({
  CERTIFICATE_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '{found} 没有发布凭证', en: '{found} has no certificate' },
    remedy: {
      zh: '只有发布过的计划才有凭证；用 guiji status 查看',
      en: 'only what was published has a certificate; see guiji status',
    },
  },
})
const labels = {
  title: { zh: '发布凭证 {plan}', en: 'Certificate of {plan}' },
  asset: { zh: '资产', en: 'asset' },
  number: { zh: '次序', en: 'number' },
  at: { zh: '发布时间', en: 'published' },
  received: { zh: '收到时间', en: 'received' },
  covers: { zh: '涵盖日期', en: 'covers' },
  expected: { zh: '来源计数', en: 'source count' },
  notExpected: { zh: '来源没有给出', en: 'the source gives none' },
  balance: { zh: '账目', en: 'balance' },
  removed: { zh: '移除', en: 'removed' },
  batches: { zh: '台账行数', en: 'ledger lines' },
  ledger: { zh: '台账摘要', en: 'ledger hash' },
  spec: { zh: '定义摘要', en: 'spec hash' },
  build: { zh: '程序版本', en: 'build' },
  approved: { zh: '批准', en: 'approved' },
  previous: { zh: '上一凭证', en: 'previous' },
  first: { zh: '无，这是第一份', en: 'none, this is the first' },
  hash: { zh: 'SHA-256', en: 'SHA-256' },
} as const satisfies { readonly [name: string]: Text }
const messages = {
  broken: { zh: '{plan}  {found}', en: '{plan}  {found}' },
  fine: { zh: '已核对 {checked} 份凭证，全部无误。', en: 'Checked {checked} certificates: all of them hold.' },
  failed: { zh: '已核对 {checked} 份凭证，{broken} 份不可信。', en: 'Checked {checked} certificates: {broken} cannot be trusted.' },
} as const
const breaches: { readonly [K in Breach]: Text } = {
  hash: { zh: '内容与散列不符', en: 'its text does not give its hash' },
  place: { zh: '说的是另一个计划', en: 'it speaks of another plan' },
  chain: { zh: '与上一份接不上', en: 'it does not follow the one before' },
  ledger: { zh: '台账已被改动', en: 'the ledger is another one' },
  counts: { zh: '台账合计不同', en: 'the ledger sums up to other counts' },
  end: { zh: '其后缺少凭证', en: 'a later one is missing' },
  missing: { zh: '已发布而没有凭证', en: 'published, without a certificate' },
}

const show = defineCommand({
  summary: { zh: '显示一次发布的凭证', en: 'show the certificate of a publication' },
  arguments: { run: { help: { zh: '计划的编号，或资产的编号：其最近一次', en: 'a plan, or an asset: its latest' } } },
  examples: ['guiji certificate show police.resident-register', 'guiji certificate show police.resident-register@3 --json'],
  async run(frame, { run }) {
    const project = await openProjectFor(frame)
    const { latestCertificate, readCertificate } = await import('../../databases/certificate.ts')
    const isPlan = /@\d+$/.test(run)
    const certificate = await using(openControl(project), (database) => (isPlan ? readCertificate : latestCertificate)(database, run))
    if (certificate === null) {
      await requireKnownAsset(project, run.replace(/@\d+$/, ''))
      throw errors('CERTIFICATE_UNKNOWN', { found: run })
    }
    printCertificate(frame, certificate)
    frame.result({ ...certificate, counts: { ...certificate.counts } })
  },
})

const verify = defineCommand({
  summary: { zh: '核对凭证的散列、链条和台账', en: 'hold certificates against their hashes, chain and ledger' },
  arguments: { asset: { optional: true, help: { zh: '只核对这个资产', en: 'only of this asset' } } },
  examples: ['guiji certificate verify', 'guiji certificate verify police.resident-register'],
  async run(frame, { asset }) {
    const project = await openProjectFor(frame)
    const { verifyCertificates } = await import('../../databases/verify-certificates.ts')
    const { checked, broken } = await using(openControl(project), (database) => verifyCertificates(database, asset ?? null))
    if (checked === 0 && broken.length === 0 && asset !== undefined) await requireKnownAsset(project, asset)
    for (const { plan, found } of broken) {
      frame.print(frame.text(messages.broken, { plan, found: found.map((breach) => frame.text(breaches[breach])).join('; ') }))
    }
    frame.say(broken.length === 0 ? messages.fine : messages.failed, { checked, broken: broken.length })
    frame.result({ checked, broken: broken.map((one): Json => ({ ...one })) })
    return broken.length === 0 ? exitCodes.ok : exitCodes.failed
  },
})

export default defineGroup({ show, verify })

function printCertificate(frame: Frame, certificate: StoredCertificate): void {
  const { plan, counts, covers, expected, batches, previous, approved } = certificate
  frame.say(labels.title, { plan })
  const line = (label: keyof typeof labels, text: string | number | null | undefined): [string, string][] =>
    text === null || text === undefined ? [] : [[frame.text(labels[label]), String(text)]]
  const lines = [
    ...line('asset', certificate.asset),
    ...line('number', certificate.number),
    ...line('at', localTime(certificate.at)),
    ...line('received', localTime(certificate.receivedAt)),
    ...line('covers', covers === null ? null : `${covers.from} – ${covers.to}`),
    ...line('balance', balanceText(frame, counts)),
    ...line('removed', counts.removed),
    ...line('expected', expected ?? frame.text(labels.notExpected)),
    ...line('approved', approvedText(approved)),
    ...line('batches', batches),
    ...line('ledger', certificate.ledgerDigest),
    ...line('spec', certificate.specDigest),
    ...line('build', certificate.build),
    ...line('previous', previous ?? frame.text(labels.first)),
    ...line('hash', certificate.hash),
  ]
  for (const text of renderLabelled(lines, frame.width)) frame.print(text)
}

function approvedText(approved: Json): string | null {
  if (approved === null || typeof approved !== 'object' || Array.isArray(approved)) return null
  return Object.values(approved)
    .filter((part) => typeof part === 'string')
    .join(' · ')
}
