//! Names that look like those of Chinese and English companies, made from a number, always the same ones.

/// A well-mixed number from a number (`SplitMix64`, Steele, Lea and Flood 2014).
pub(crate) fn mix(seed: u64, salt: u64) -> u64 {
    let mut z =
        seed.wrapping_add(salt.wrapping_mul(0xd1b5_4a32_d192_ed03)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One of the things, as the number says.
pub(crate) fn pick<'t, T: ?Sized>(things: &[&'t T], number: u64) -> Option<&'t T> {
    let at = number.checked_rem(things.len() as u64).and_then(|at| usize::try_from(at).ok())?;
    things.get(at).copied()
}

fn word(words: &[&'static str], seed: u64, salt: u64) -> &'static str {
    pick(words, mix(seed, salt)).unwrap_or_default()
}

const CITIES: &[&str] = &[
    "北京", "上海", "深圳", "广州", "杭州", "南京", "苏州", "成都", "重庆", "武汉", "西安", "天津", "青岛",
    "宁波", "厦门", "长沙", "郑州", "合肥", "福州", "济南",
];
const FIRST: &[&str] = &[
    "云", "海", "恒", "瑞", "博", "华", "新", "天", "中", "金", "鼎", "嘉", "启", "星", "远", "泰", "宏",
    "盛", "智", "信", "佳", "安", "润", "凯", "明", "创", "景", "合", "森", "晟",
];
const SECOND: &[&str] = &[
    "岭", "川", "达", "通", "源", "辰", "景", "宇", "祥", "丰", "科", "航", "诚", "和", "晖", "桥", "域",
    "朗", "腾", "维", "锐", "图", "鹏", "洲", "铭", "禾", "途", "联", "峰", "帆",
];
const TRADES: &[&str] = &[
    "科技",
    "软件",
    "医疗器械",
    "供应链",
    "物流",
    "教育",
    "餐饮管理",
    "新能源",
    "建筑工程",
    "文化传媒",
    "生物医药",
    "电子商务",
    "机械制造",
    "食品",
    "服装",
    "金融服务",
    "物业管理",
    "信息技术",
];
const BRANDS: &[&str] = &[
    "Bright",
    "Northern",
    "Blue",
    "Silver",
    "Summit",
    "Harbor",
    "Cedar",
    "Orchid",
    "Granite",
    "Lotus",
    "Falcon",
    "Maple",
    "River",
    "Crystal",
    "Amber",
    "Pioneer",
    "Golden",
    "Evergreen",
    "Atlas",
    "Horizon",
];
const NOUNS: &[&str] = &[
    "wave", "field", "bridge", "stone", "gate", "path", "light", "works", "point", "crest", "line", "forge",
    "land", "port", "way",
];
const TRADES_EN: &[&str] = &[
    "Logistics",
    "Software",
    "Medical",
    "Foods",
    "Energy",
    "Textiles",
    "Consulting",
    "Retail",
    "Robotics",
    "Finance",
    "Media",
    "Construction",
];

/// The name of a company: seven in ten Chinese.
pub(crate) fn company(seed: u64) -> String {
    if mix(seed, 1) % 10 < 7 {
        let (city, trade) = (word(CITIES, seed, 2), word(TRADES, seed, 5));
        format!("{city}{}{}{trade}有限公司", word(FIRST, seed, 3), word(SECOND, seed, 4))
    } else {
        format!("{}{} {} Ltd", word(BRANDS, seed, 3), word(NOUNS, seed, 4), word(TRADES_EN, seed, 5))
    }
}

/// Two characters that begin some companies' names, to search for.
pub(crate) fn search_word(seed: u64) -> String {
    format!("{}{}{}", word(FIRST, seed, 3), word(SECOND, seed, 4), word(TRADES, seed, 5))
}

const SURNAMES: &[&str] =
    &["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林"];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀兰", "霞",
    "平", "刚", "桂英",
];

/// A person's name.
pub(crate) fn person(seed: u64) -> String {
    format!("{}{}", word(SURNAMES, seed, 6), word(GIVEN, seed, 7))
}

const DEEDS: &[&str] = &[
    "电话回访",
    "拜访客户",
    "发送报价",
    "合同跟进",
    "产品演示",
    "需求沟通",
    "催收账款",
    "年度续约",
    "Follow up on the quote",
    "Renewal call",
    "Demo of the new release",
    "Contract review",
    "Quarterly visit",
];

/// What an activity was about.
pub(crate) fn subject(seed: u64) -> String {
    format!("{} {}{}", word(DEEDS, seed, 8), word(FIRST, seed, 3), word(SECOND, seed, 4))
}
