//! Passwords everybody tries, among those long enough for the policy. Short ones are refused for their
//! length; a short one written twice or padded with digits is found here by its stem.

/// Whole passwords, lower case, letters and digits only.
const WHOLE: &[&str] = &[
    "correcthorsebatterystaple",
    "thequickbrownfoxjumpsoverthelazydog",
    "thequickbrownfox",
    "jumpsoverthelazydog",
    "loremipsumdolorsitamet",
    "maytheforcebewithyou",
    "tobeornottobethatisthequestion",
    "tobeornottobe",
    "allyourbasearebelongtous",
    "youshallnotpass",
    "opensesameopensesame",
    "opensesame",
    "whatsmypassword",
    "thisismypassword",
    "thisisapassword",
    "thisisasecurepassword",
    "thisismysecretpassword",
    "mypasswordispassword",
    "mypasswordissecret",
    "pleaseletmein",
    "letmeinplease",
    "idontknowmypassword",
    "iforgotmypassword",
    "forgotmypassword",
    "nopasswordneeded",
    "passwordispassword",
    "averysecurepassword",
    "verysecurepassword",
    "supersecretpassword",
    "supersecurepassword",
    "longpasswordlong",
    "alongpassword",
    "areallylongpassword",
    "reallylongpassword",
    "administrator",
    "administratorpassword",
    "adminadminadmin",
    "rootrootrootroot",
    "changemechangeme",
    "pleasechangeme",
    "changethispassword",
    "temporarypassword",
    "temppasswordtemp",
    "defaultpassword",
    "initialpassword",
    "companypassword",
    "welcometothejungle",
    "welcomewelcome",
    "welcometochina",
    "iloveyouforever",
    "iloveyousomuch",
    "iloveyouverymuch",
    "iloveyoubaby",
    "woaini1314520",
    "woaini5201314",
    "woaini520woaini",
    "woaiwojia",
    "woaizhongguo",
    "wodemimashi",
    "wodemima",
    "woshiguanliyuan",
    "mimamimamima",
    "nihaonihaonihao",
    "zhongguozhongguo",
    "gongxifacai",
    "wanshiruyi",
    "happynewyear",
    "merrychristmas",
    "liverpoolfc",
    "manchesterunited",
    "barcelonafcbarcelona",
    "realmadridrealmadrid",
    "startrekstartrek",
    "starwarsstarwars",
    "lordoftherings",
    "harrypotterharrypotter",
    "gameofthrones",
    "pokemonpokemon",
    "superman",
    "supermansuperman",
    "batmanbatman",
    "princessprincess",
    "sunshinesunshine",
    "footballfootball",
    "baseballbaseball",
    "basketballbasketball",
    "monkeymonkey",
    "dragondragon",
    "mastermaster",
    "shadowshadow",
    "killerkiller",
    "michaelmichael",
    "jordanjordan",
    "computercomputer",
    "internetinternet",
    "samsungsamsung",
    "googlegoogle",
    "facebookfacebook",
    "microsoftmicrosoft",
    "onceuponatime",
    "inthebeginning",
    "jesuschrist",
    "jesusislord",
    "godisgood",
    "godisgreat",
    "trustnoone",
    "trustno1trustno1",
    "iamthewalrus",
    "hakunamatata",
    "supercalifragilisticexpialidocious",
    "abracadabra",
    "zaq12wsxcde34rfv",
    "zaq1zaq1zaq1zaq1",
    "qweasdzxcqweasdzxc",
    "qweasdzxc",
    "asdfqwerzxcv",
    "qwer1234asdf5678",
    "asdf1234asdf1234",
    "abcd1234abcd1234",
    "abc123abc123abc123",
    "a1b2c3d4e5f6g7h8",
    "a123456789012345",
    "1a2b3c4d5e6f7g8h",
    "p4ssw0rdp4ssw0rd",
    "床前明月光疑是地上霜",
    "床前明月光疑是地上霜举头望明月低头思故乡",
    "我爱北京天安门天安门上太阳升",
    "天天向上好好学习",
    "好好学习天天向上",
];

/// Short ones that people stretch with digits, years and repetition.
const STEMS: &[&str] = &[
    "password",
    "passw0rd",
    "p4ssword",
    "p4ssw0rd",
    "passwort",
    "motdepasse",
    "contrasena",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "login",
    "qwerty",
    "qwert",
    "asdf",
    "zxcv",
    "iloveyou",
    "woaini",
    "mima",
    "dragon",
    "monkey",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "master",
    "shadow",
    "michael",
    "changeme",
    "secret",
    "default",
    "temp",
    "test",
    "company",
    "crm",
    "sales",
    "manager",
    "summer",
    "winter",
    "spring",
    "autumn",
    "hello",
    "nihao",
    "abc",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "beijing",
    "shanghai",
    "china",
    "密码",
    "管理员",
    "我爱你",
    "你好",
];

/// A password with fewer letters than this outside the stems and digits is a stretched stem.
const MIN_LETTERS_OUTSIDE: usize = 4;

/// Whether a lower-case text of letters and digits is one that everybody tries.
pub(super) fn is_common(text: &str) -> bool {
    let letters_only = text.trim_matches(|c: char| c.is_ascii_digit());
    WHOLE.contains(&text) || WHOLE.contains(&letters_only) || is_stretched_stem(text)
}

fn is_stretched_stem(text: &str) -> bool {
    let mut stems = STEMS.to_vec();
    stems.sort_by_key(|stem| std::cmp::Reverse(stem.len()));
    let mut rest = String::from(text);
    let mut found = false;
    for stem in stems {
        if rest.contains(stem) {
            found = true;
            rest = rest.replace(stem, " ");
        }
    }
    let outside = rest.chars().filter(|c| !c.is_ascii_digit() && *c != ' ').count();
    outside < MIN_LETTERS_OUTSIDE && (found || outside == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretched_stems_are_common_and_sentences_are_not() {
        for common in [
            "password2026password",
            "admin123456789012",
            "welcomeadmin2026",
            "summer2026summer",
            "woaini1314520123",
        ] {
            assert!(is_common(common), "{common}");
        }
        for own in ["maycopperkettlesing", "salesdeskpelicanharbor", "testriverorangeplum"] {
            assert!(!is_common(own), "{own}");
        }
    }

    #[test]
    fn the_list_is_in_the_form_it_is_compared_in() {
        for text in WHOLE.iter().chain(STEMS) {
            assert!(text.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase()), "{text}");
        }
    }
}
