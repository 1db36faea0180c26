import { defineCommand, defineGroup } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { openUnprepared, openProjectFor, using } from '../open.ts'

const messages = {
  made: {
    zh: '角色、模式和控制表已就绪：{owner}、{loader}、{reader}、{auditor}。',
    en: 'Roles, schemas and control tables stand: {owner}, {loader}, {reader}, {auditor}.',
  },
  login: {
    zh: '{login} 是 {loader} 的成员，供工作进程和命令登录；还没有密码就用 psql 的 \\password {login} 设置。',
    en: '{login} is a member of {loader}, for workers and commands to log in as; where it has no password yet, set one with \\password {login} in psql.',
  },
  noLogin: {
    zh: '没有写 --login：之后新建的表，{reader} 读不到。写上工作进程的登录名再运行一次即可。',
    en: 'Without --login {reader} cannot read tables that are made from now on: run it again with the login of the workers.',
  },
  upgraded: { zh: '控制表：版本 {from} → {to}。', en: 'Control tables: version {from} → {to}.' },
  same: { zh: '控制表已是版本 {to}。', en: 'Control tables have version {to} already.' },
  rights: { zh: '这些对象的权限已整理：{changed}。', en: 'Rights were put right of {changed}.' },
  none: { zh: '还没有控制表：先运行 guiji db init。', en: 'There are no control tables yet: run guiji db init first.' },
} as const

const init = defineCommand({
  summary: { zh: '建立数据库角色、模式和控制表', en: "make the database's roles, schemas and control tables" },
  options: {
    login: {
      kind: 'text',
      value: 'role',
      help: {
        zh: '工作进程登录所用的角色；没有则建立，不设密码',
        en: 'the role that workers log in as; made if missing, without a password',
      },
    },
    prefix: { kind: 'text', value: 'name', default: 'guiji', help: { zh: '角色名的前缀', en: 'what the names of the roles begin with' } },
    sql: { kind: 'flag', help: { zh: '只打印 SQL，不更改任何东西', en: 'print the SQL only, and change nothing' } },
  },
  examples: ['guiji db init --login guiji_worker', 'guiji db init --login guiji_worker --sql'],
  async run(frame, { login = null, prefix, sql }) {
    const project = await openProjectFor(frame)
    const { initDatabase, initSql } = await import('../../databases/init-database.ts')
    await using(openUnprepared(project), async (database) => {
      if (sql) {
        const text = await initSql(database, { prefix, login })
        frame.print(text.trimEnd())
        frame.result({ sql: text })
        return
      }
      const roles = await initDatabase(database, { prefix, login })
      frame.say(messages.made, { ...roles })
      if (login === null) frame.say(messages.noLogin, { ...roles })
      else frame.say(messages.login, { ...roles, login })
      frame.result({ ...roles, login })
    })
  },
})

const upgrade = defineCommand({
  summary: {
    zh: '升级控制表和角色的权限，不停旧版本的工作进程',
    en: "bring control tables and roles' rights forward, without stopping workers",
  },
  examples: ['guiji db upgrade'],
  async run(frame) {
    const project = await openProjectFor(frame)
    const [{ upgradeControl }, { rightsLeft }] = await Promise.all([
      import('../../databases/upgrade.ts'),
      import('../../databases/put-rights.ts'),
    ])
    const { from, to, rights } = await using(openUnprepared(project), (database) => upgradeControl(database))
    frame.say(to === 0 ? messages.none : from === to ? messages.same : messages.upgraded, { from, to })
    if (rights !== null && rights.changed.length > 0) frame.say(messages.rights, { changed: rights.changed.join(', ') })
    if (rights !== null && rights.left.length > 0) throw rightsLeft(rights, to)
    frame.result({ from, to, rights: rights?.changed ?? [] })
    return to === 0 ? exitCodes.failed : exitCodes.ok
  },
})

export default defineGroup({ init, upgrade })
