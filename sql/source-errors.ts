import { defineErrors } from '../core/errors.ts'

/** What can be wrong with an agency's database. Details name server, table and column, never an address with a password in it. */
export const sourceErrors = defineErrors({
  SOURCE_SETTINGS: {
    recovery: 'abort',
    message: { zh: '连接设置不完整或不正确：{what}', en: 'the connection is not fully or rightly described: {what}' },
    remedy: {
      zh: '写 url(postgres://用户:密码@主机:端口/库)，或写 host、database、user、password；密码里的特殊字符在 url 中要转义',
      en: 'give `url` (postgres://user:password@host:port/database), or host, database, user and password; escape special characters in a url',
    },
  },
  SOURCE_UNREACHABLE: {
    recovery: 'retry',
    message: { zh: '连不上 {server}:{cause}', en: '{server} cannot be reached: {cause}' },
    remedy: {
      zh: '检查地址和端口、网络和防火墙、数据库是否在运行；会自动再试',
      en: 'check address and port, network and firewall, and that the database runs; it is tried again by itself',
    },
  },
  SOURCE_LOGIN: {
    recovery: 'abort',
    message: { zh: '{server} 拒绝了帐号或密码', en: '{server} refused the account or its password' },
    remedy: {
      zh: '与提供部门核对帐号和密码，更新连接所引用的密钥',
      en: 'settle account and password with the agency and update the secret that the connection refers to',
    },
  },
  SOURCE_DATABASE_MISSING: {
    recovery: 'abort',
    message: { zh: '{server} 上没有这个数据库', en: '{server} has no such database' },
    remedy: { zh: '检查连接里的 database', en: 'check `database` in the connection' },
  },
  SOURCE_TLS: {
    recovery: 'abort',
    message: { zh: '与 {server} 的加密连接没有建立：{cause}', en: 'no encrypted connection with {server}: {cause}' },
    remedy: {
      zh: '检查 tls：服务器不支持时写 off，证书不受信任时让 NODE_EXTRA_CA_CERTS 指向其签发机构',
      en: 'check `tls`: off where the server has none; where its certificate is not trusted, name its issuer in NODE_EXTRA_CA_CERTS',
    },
  },
  SOURCE_TABLE_MISSING: {
    recovery: 'abort',
    message: { zh: '{server} 上没有表 {table}，或帐号看不到它', en: '{server} has no table {table}, or the account cannot see it' },
    remedy: {
      zh: '用 guiji discover 看有哪些表，改正 source 里的 table 和 schema',
      en: 'see the tables with guiji discover and correct `table` and `schema` in the source',
    },
  },
  SOURCE_COLUMN_MISSING: {
    recovery: 'abort',
    message: { zh: '表 {table} 没有列 {column}', en: 'the table {table} has no column {column}' },
    remedy: {
      zh: '用 guiji discover 看有哪些列，改正 source 里的列名',
      en: 'see the columns with guiji discover and correct the name in the source',
    },
  },
  SOURCE_FORBIDDEN: {
    recovery: 'abort',
    message: { zh: '帐号没有权限：{cause}', en: 'the account is not permitted: {cause}' },
    remedy: { zh: '请提供部门给这个帐号该表的 select 权限', en: 'have the agency grant the account select on the table' },
  },
  SOURCE_CHANGED: {
    recovery: 'abort',
    message: { zh: '表 {table} 的结构在计划之后改变了：{cause}', en: 'the structure of {table} has changed since it was planned: {cause}' },
    remedy: { zh: '放弃本计划后重新运行', en: 'abandon the plan and run again' },
  },
  SOURCE_FAILED: {
    recovery: 'abort',
    message: { zh: '{server} 报告错误：{cause}', en: '{server} reported an error: {cause}' },
    remedy: { zh: '把错误代码告诉提供部门的数据库管理员', en: "tell the agency's database administrator the error code" },
  },
  CURSOR_UNFIT: {
    recovery: 'abort',
    message: { zh: '列 {column}({type})不能作增量游标：{why}', en: 'the column {column} ({type}) cannot be an incremental cursor: {why}' },
    remedy: {
      zh: '选一个只增不减的时间列或序号列；lag_seconds 只用于日期和时间列',
      en: 'choose a time or sequence column that only grows; lag_seconds is for columns of date or time',
    },
  },
})
