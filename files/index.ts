export { encodeGb18030 } from './gb18030.ts'
