/**
 * ISO 3166-1 (2020) with the Chinese names of GB/T 2659-2000 and later ones, a line each: alpha-3, alpha-2, numeric, short
 * name, other names.
 */
export const countryLines = `
ABW AW 533 阿鲁巴
AFG AF 004 阿富汗
AGO AO 024 安哥拉
AIA AI 660 安圭拉
ALA AX 248 奥兰群岛
ALB AL 008 阿尔巴尼亚
AND AD 020 安道尔
ARE AE 784 阿联酋 阿拉伯联合酋长国
ARG AR 032 阿根廷
ARM AM 051 亚美尼亚
ASM AS 016 美属萨摩亚
ATA AQ 010 南极洲
ATF TF 260 法属南部领地
ATG AG 028 安提瓜和巴布达
AUS AU 036 澳大利亚
AUT AT 040 奥地利
AZE AZ 031 阿塞拜疆
BDI BI 108 布隆迪
BEL BE 056 比利时
BEN BJ 204 贝宁
BES BQ 535 博奈尔、圣尤斯特歇斯和萨巴 荷属加勒比区
BFA BF 854 布基纳法索
BGD BD 050 孟加拉国
BGR BG 100 保加利亚
BHR BH 048 巴林
BHS BS 044 巴哈马
BIH BA 070 波黑 波斯尼亚和黑塞哥维那
BLM BL 652 圣巴泰勒米
BLR BY 112 白俄罗斯
BLZ BZ 084 伯利兹
BMU BM 060 百慕大
BOL BO 068 玻利维亚
BRA BR 076 巴西
BRB BB 052 巴巴多斯
BRN BN 096 文莱
BTN BT 064 不丹
BVT BV 074 布维岛 布韦岛
BWA BW 072 博茨瓦纳
CAF CF 140 中非 中非共和国
CAN CA 124 加拿大
CCK CC 166 科科斯（基林）群岛
CHE CH 756 瑞士
CHL CL 152 智利
CHN CN 156 中国 中华人民共和国
CIV CI 384 科特迪瓦
CMR CM 120 喀麦隆
COD CD 180 刚果（金） 刚果民主共和国
COG CG 178 刚果（布） 刚果共和国
COK CK 184 库克群岛
COL CO 170 哥伦比亚
COM KM 174 科摩罗
CPV CV 132 佛得角
CRI CR 188 哥斯达黎加
CUB CU 192 古巴
CUW CW 531 库拉索
CXR CX 162 圣诞岛
CYM KY 136 开曼群岛
CYP CY 196 塞浦路斯
CZE CZ 203 捷克 捷克共和国
DEU DE 276 德国 德意志联邦共和国
DJI DJ 262 吉布提
DMA DM 212 多米尼克
DNK DK 208 丹麦
DOM DO 214 多米尼加 多米尼加共和国
DZA DZ 012 阿尔及利亚
ECU EC 218 厄瓜多尔
EGY EG 818 埃及
ERI ER 232 厄立特里亚
ESH EH 732 西撒哈拉
ESP ES 724 西班牙
EST EE 233 爱沙尼亚
ETH ET 231 埃塞俄比亚
FIN FI 246 芬兰
FJI FJ 242 斐济
FLK FK 238 福克兰群岛（马尔维纳斯） 马尔维纳斯群岛 福克兰群岛
FRA FR 250 法国 法兰西共和国
FRO FO 234 法罗群岛
FSM FM 583 密克罗尼西亚联邦 密克罗尼西亚
GAB GA 266 加蓬
GBR GB 826 英国 大不列颠及北爱尔兰联合王国
GEO GE 268 格鲁吉亚
GGY GG 831 根西岛 格恩西岛
GHA GH 288 加纳
GIB GI 292 直布罗陀
GIN GN 324 几内亚
GLP GP 312 瓜德罗普
GMB GM 270 冈比亚
GNB GW 624 几内亚比绍
GNQ GQ 226 赤道几内亚
GRC GR 300 希腊
GRD GD 308 格林纳达
GRL GL 304 格陵兰
GTM GT 320 危地马拉
GUF GF 254 法属圭亚那
GUM GU 316 关岛
GUY GY 328 圭亚那
HKG HK 344 香港 中国香港 香港特别行政区 中国香港特别行政区
HMD HM 334 赫德岛和麦克唐纳岛 赫德岛和麦克唐纳群岛
HND HN 340 洪都拉斯
HRV HR 191 克罗地亚
HTI HT 332 海地
HUN HU 348 匈牙利
IDN ID 360 印度尼西亚
IMN IM 833 马恩岛 英国属地曼岛
IND IN 356 印度
IOT IO 086 英属印度洋领地
IRL IE 372 爱尔兰
IRN IR 364 伊朗
IRQ IQ 368 伊拉克
ISL IS 352 冰岛
ISR IL 376 以色列
ITA IT 380 意大利 意大利共和国
JAM JM 388 牙买加
JEY JE 832 泽西岛
JOR JO 400 约旦
JPN JP 392 日本 日本国
KAZ KZ 398 哈萨克斯坦
KEN KE 404 肯尼亚
KGZ KG 417 吉尔吉斯斯坦
KHM KH 116 柬埔寨
KIR KI 296 基里巴斯
KNA KN 659 圣基茨和尼维斯
KOR KR 410 韩国 大韩民国
KWT KW 414 科威特
LAO LA 418 老挝 老挝人民民主共和国
LBN LB 422 黎巴嫩
LBR LR 430 利比里亚
LBY LY 434 利比亚
LCA LC 662 圣卢西亚
LIE LI 438 列支敦士登
LKA LK 144 斯里兰卡
LSO LS 426 莱索托
LTU LT 440 立陶宛
LUX LU 442 卢森堡
LVA LV 428 拉脱维亚
MAC MO 446 澳门 中国澳门 澳门特别行政区 中国澳门特别行政区
MAF MF 663 法属圣马丁 圣马丁（法属）
MAR MA 504 摩洛哥
MCO MC 492 摩纳哥
MDA MD 498 摩尔多瓦
MDG MG 450 马达加斯加
MDV MV 462 马尔代夫
MEX MX 484 墨西哥
MHL MH 584 马绍尔群岛
MKD MK 807 北马其顿 前南马其顿 马其顿
MLI ML 466 马里
MLT MT 470 马耳他
MMR MM 104 缅甸
MNE ME 499 黑山
MNG MN 496 蒙古
MNP MP 580 北马里亚纳 北马里亚纳群岛
MOZ MZ 508 莫桑比克
MRT MR 478 毛里塔尼亚 毛利塔尼亚
MSR MS 500 蒙特塞拉特
MTQ MQ 474 马提尼克
MUS MU 480 毛里求斯
MWI MW 454 马拉维
MYS MY 458 马来西亚
MYT YT 175 马约特
NAM NA 516 纳米比亚
NCL NC 540 新喀里多尼亚
NER NE 562 尼日尔
NFK NF 574 诺福克岛
NGA NG 566 尼日利亚
NIC NI 558 尼加拉瓜
NIU NU 570 纽埃
NLD NL 528 荷兰
NOR NO 578 挪威
NPL NP 524 尼泊尔
NRU NR 520 瑙鲁
NZL NZ 554 新西兰
OMN OM 512 阿曼
PAK PK 586 巴基斯坦
PAN PA 591 巴拿马
PCN PN 612 皮特凯恩 皮特凯恩群岛
PER PE 604 秘鲁
PHL PH 608 菲律宾
PLW PW 585 帕劳
PNG PG 598 巴布亚新几内亚
POL PL 616 波兰
PRI PR 630 波多黎各
PRK KP 408 朝鲜 朝鲜民主主义人民共和国
PRT PT 620 葡萄牙
PRY PY 600 巴拉圭
PSE PS 275 巴勒斯坦 巴勒斯坦国 巴勒斯坦领土
PYF PF 258 法属波利尼西亚
QAT QA 634 卡塔尔
REU RE 638 留尼汪
ROU RO 642 罗马尼亚
RUS RU 643 俄罗斯 俄罗斯联邦
RWA RW 646 卢旺达
SAU SA 682 沙特阿拉伯
SDN SD 729 苏丹
SEN SN 686 塞内加尔
SGP SG 702 新加坡
SGS GS 239 南乔治亚岛和南桑威奇群岛 南乔治亚和南桑威奇群岛 南乔治亚岛和南桑德韦奇岛
SHN SH 654 圣赫勒拿
SJM SJ 744 斯瓦尔巴岛和扬马延岛 斯瓦尔巴和扬马延
SLB SB 090 所罗门群岛
SLE SL 694 塞拉利昂
SLV SV 222 萨尔瓦多
SMR SM 674 圣马力诺
SOM SO 706 索马里
SPM PM 666 圣皮埃尔和密克隆 圣皮埃尔和密克隆群岛
SRB RS 688 塞尔维亚
SSD SS 728 南苏丹
STP ST 678 圣多美和普林西比
SUR SR 740 苏里南
SVK SK 703 斯洛伐克
SVN SI 705 斯洛文尼亚
SWE SE 752 瑞典
SWZ SZ 748 斯威士兰 埃斯瓦蒂尼
SXM SX 534 荷属圣马丁 圣马丁（荷属）
SYC SC 690 塞舌尔
SYR SY 760 叙利亚
TCA TC 796 特克斯和凯科斯群岛
TCD TD 148 乍得
TGO TG 768 多哥
THA TH 764 泰国
TJK TJ 762 塔吉克斯坦
TKL TK 772 托克劳
TKM TM 795 土库曼斯坦
TLS TL 626 东帝汶
TON TO 776 汤加
TTO TT 780 特立尼达和多巴哥
TUN TN 788 突尼斯
TUR TR 792 土耳其
TUV TV 798 图瓦卢
TWN TW 158 台湾 中国台湾 台湾省 中国台湾省
TZA TZ 834 坦桑尼亚
UGA UG 800 乌干达
UKR UA 804 乌克兰
UMI UM 581 美国本土外小岛屿
URY UY 858 乌拉圭
USA US 840 美国 美利坚合众国
UZB UZ 860 乌兹别克斯坦
VAT VA 336 梵蒂冈
VCT VC 670 圣文森特和格林纳丁斯
VEN VE 862 委内瑞拉
VGB VG 092 英属维尔京群岛
VIR VI 850 美属维尔京群岛
VNM VN 704 越南 越南社会主义共和国
VUT VU 548 瓦努阿图
WLF WF 876 瓦利斯和富图纳
WSM WS 882 萨摩亚
YEM YE 887 也门
ZAF ZA 710 南非
ZMB ZM 894 赞比亚
ZWE ZW 716 津巴布韦
`
