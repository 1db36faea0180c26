const names =
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'.split(
    ' ',
  )
const letters =
  'HA MG HU ZA UG MH YI ZH BY CS MA DO YA BA TJ HN KZ DA LI LS VA SH GS LH SU DX NX JP KG TU DU ML QI BL SL MN GL XB AC PM TA NU UZ RS EW DE BO/BN YG GI TT DR OR HZ MB LB JN'.split(
    ' ',
  )

/** GB/T 3304-1991: code, label, other labels (name without 族, letters). */
export const nations: readonly (readonly string[])[] = [
  ...names.map((name, index) => [String(index + 1).padStart(2, '0'), `${name}族`, name, ...(letters[index] ?? '').split('/')]),
  ['97', '其他', '其它', '其他未识别的民族', '未识别民族'],
  ['98', '外国血统中国籍人士', '外国血统', '入籍'],
]
