import type { ConfigKind } from './other-pages.ts'

/** Every kind of configuration file, with the objects inside it that have a schema of their own. */
export async function configKinds(): Promise<readonly ConfigKind[]> {
  const [{ projectFile }, { agencyFile }, { connectionFile }, dataset, library, service] = await Promise.all([
    import('../../schemas/project-file.ts'),
    import('../../schemas/agency-file.ts'),
    import('../../schemas/connection-file.ts'),
    import('../../schemas/dataset-file.ts'),
    import('../../schemas/library-file.ts'),
    import('../../schemas/service-file.ts'),
  ])
  return [
    { path: 'guiji.yaml', summary: { zh: '项目', en: 'the project' }, schema: projectFile },
    { path: 'agencies/*.yaml', summary: { zh: '部门', en: 'an agency' }, schema: agencyFile },
    {
      path: 'connections/*.yaml',
      summary: { zh: '连接；连接器自己的设置平列其旁', en: "a connection; the connector's own settings stand beside these" },
      schema: connectionFile,
    },
    { path: 'catalog/*/*.yaml', summary: { zh: '数据资源', en: 'a dataset' }, schema: dataset.datasetFile },
    {
      path: 'catalog/*/*.yaml source',
      summary: {
        zh: '数据资源的来源；连接器自己的设置平列其旁',
        en: "a dataset's source; the connector's own settings stand beside these",
      },
      schema: dataset.sourceEnvelope,
    },
    {
      path: 'catalog/*/*.yaml fields.*',
      summary: { zh: '数据资源的一个信息项；类型的选项平列其旁', en: "a dataset's field; its type's options stand beside these" },
      schema: dataset.datasetField,
    },
    { path: 'catalog/*/*.yaml checks[]', summary: { zh: '数据资源的检核', en: "a dataset's check" }, schema: dataset.checkSchema },
    { path: 'libraries/*.yaml', summary: { zh: '库', en: 'a library' }, schema: library.libraryFile },
    { path: 'libraries/*.yaml fields.*', summary: { zh: '库的一个信息项', en: "a library's field" }, schema: library.libraryField },
    { path: 'services/*.yaml', summary: { zh: '服务', en: 'a service' }, schema: service.serviceFile },
    { path: 'services/*.yaml fields.*', summary: { zh: '服务的一个信息项', en: "a service's field" }, schema: service.serviceField },
  ]
}
