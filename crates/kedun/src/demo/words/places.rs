//! Cities at home and abroad.

/// A city: name, province, dialing code, first digits of its credit codes (GB/T 2260), postcode, districts, streets.
#[derive(Clone, Copy, Default)]
pub(crate) struct City {
    pub(crate) name: &'static str,
    pub(crate) province: &'static str,
    pub(crate) dial: &'static str,
    pub(crate) code: &'static str,
    pub(crate) postcode: &'static str,
    pub(crate) districts: &'static [&'static str],
    pub(crate) streets: &'static [&'static str],
}

/// A short way to write one.
const fn city(
    (name, province): (&'static str, &'static str),
    (dial, code, postcode): (&'static str, &'static str, &'static str),
    districts: &'static [&'static str],
    streets: &'static [&'static str],
) -> City {
    City { name, province, dial, code, postcode, districts, streets }
}

/// The cities of each team, in the order of `people::TEAMS`.
pub(crate) const OF_TEAM: [(&str, &[City]); 6] = [
    (
        "上海团队",
        &[
            city(
                ("上海", "上海"),
                ("021", "310115", "201203"),
                &["浦东新区", "闵行区", "嘉定区", "松江区"],
                &["张江路", "金科路", "江月路", "沪宜公路"],
            ),
            city(
                ("苏州", "江苏"),
                ("0512", "320505", "215011"),
                &["工业园区", "高新区", "吴江区", "昆山市"],
                &["星湖街", "苏虹东路", "竹园路", "庞金路"],
            ),
            city(
                ("南京", "江苏"),
                ("025", "320115", "211100"),
                &["江宁区", "雨花台区", "浦口区"],
                &["将军大道", "软件大道", "双龙大道"],
            ),
        ],
    ),
    (
        "杭州团队",
        &[
            city(
                ("杭州", "浙江"),
                ("0571", "330108", "310051"),
                &["滨江区", "余杭区", "萧山区", "钱塘区"],
                &["江南大道", "文一西路", "市心北路", "下沙路"],
            ),
            city(
                ("宁波", "浙江"),
                ("0574", "330206", "315800"),
                &["北仑区", "鄞州区", "镇海区"],
                &["明州路", "鄞县大道", "雄镇路"],
            ),
            city(
                ("合肥", "安徽"),
                ("0551", "340104", "230088"),
                &["高新区", "经开区", "包河区"],
                &["望江西路", "繁华大道", "徽州大道"],
            ),
        ],
    ),
    (
        "深圳团队",
        &[
            city(
                ("深圳", "广东"),
                ("0755", "440306", "518101"),
                &["宝安区", "南山区", "龙岗区", "光明区"],
                &["留仙三路", "科苑路", "坂雪岗大道", "光侨路"],
            ),
            city(
                ("东莞", "广东"),
                ("0769", "441900", "523808"),
                &["松山湖", "长安镇", "虎门镇"],
                &["工业北路", "振安东路", "港口大道"],
            ),
        ],
    ),
    (
        "广州团队",
        &[
            city(
                ("广州", "广东"),
                ("020", "440112", "510530"),
                &["黄埔区", "番禺区", "南沙区", "增城区"],
                &["科学大道", "番禺大道", "港前大道", "荔新公路"],
            ),
            city(
                ("佛山", "广东"),
                ("0757", "440606", "528300"),
                &["顺德区", "南海区", "禅城区"],
                &["容桂大道", "桂澜路", "季华六路"],
            ),
            city(
                ("武汉", "湖北"),
                ("027", "420111", "430074"),
                &["洪山区", "东西湖区", "江夏区"],
                &["光谷大道", "金山大道", "藏龙大道"],
            ),
        ],
    ),
    (
        "北京团队",
        &[
            city(
                ("北京", "北京"),
                ("010", "110108", "100085"),
                &["海淀区", "朝阳区", "大兴区", "昌平区"],
                &["上地东路", "酒仙桥路", "荣华南路", "回龙观东大街"],
            ),
            city(
                ("石家庄", "河北"),
                ("0311", "130102", "050035"),
                &["高新区", "长安区", "鹿泉区"],
                &["黄河大道", "长江大道", "昌盛大街"],
            ),
        ],
    ),
    (
        "天津团队",
        &[
            city(
                ("天津", "天津"),
                ("022", "120116", "300457"),
                &["滨海新区", "西青区", "武清区"],
                &["第三大街", "友谊南路", "福源道"],
            ),
            city(
                ("青岛", "山东"),
                ("0532", "370211", "266555"),
                &["黄岛区", "城阳区", "即墨区"],
                &["前湾港路", "正阳路", "华山一路"],
            ),
            city(
                ("济南", "山东"),
                ("0531", "370112", "250101"),
                &["历下区", "高新区", "章丘区"],
                &["经十路", "新泺大街", "世纪大道"],
            ),
        ],
    ),
];

/// A place abroad: country, city, streets, currency, ending of company names, start of a number and its digits left.
#[derive(Clone, Copy, Default)]
pub(crate) struct Abroad {
    pub(crate) country: &'static str,
    pub(crate) city: &'static str,
    pub(crate) streets: &'static [&'static str],
    pub(crate) currency: &'static str,
    pub(crate) ending: &'static str,
    pub(crate) dial: (&'static str, usize),
}

/// Where the international team sells.
pub(crate) const ABROAD: [Abroad; 6] = [
    Abroad {
        country: "United Kingdom",
        city: "Manchester",
        streets: &["Deansgate", "Trafford Wharf Road", "Oxford Road"],
        currency: "GBP",
        ending: "Ltd",
        dial: ("+442079460", 3),
    },
    Abroad {
        country: "United Kingdom",
        city: "Birmingham",
        streets: &["Colmore Row", "Digbeth High Street"],
        currency: "GBP",
        ending: "plc",
        dial: ("+442079460", 3),
    },
    Abroad {
        country: "Germany",
        city: "Stuttgart",
        streets: &["Heilbronner Straße", "Vaihinger Straße"],
        currency: "EUR",
        ending: "GmbH",
        dial: ("+493023125", 3),
    },
    Abroad {
        country: "Germany",
        city: "Hamburg",
        streets: &["Am Sandtorkai", "Wendenstraße"],
        currency: "EUR",
        ending: "AG",
        dial: ("+493023125", 3),
    },
    Abroad {
        country: "United States",
        city: "Columbus",
        streets: &["Neil Avenue", "Polaris Parkway"],
        currency: "USD",
        ending: "Inc.",
        dial: ("+120255501", 2),
    },
    Abroad {
        country: "Australia",
        city: "Sydney",
        streets: &["Pitt Street", "Parramatta Road"],
        currency: "AUD",
        ending: "Pty Ltd",
        dial: ("+6125550", 4),
    },
];
