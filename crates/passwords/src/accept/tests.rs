use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{BuildOptions, ListFormat, shipped};

const CONTEXT: Context<'_> = Context {
    company: "云岭机电有限公司",
    name: "Maria Santos",
    email: "maria.santos@yunling.example",
    others: &[],
};

fn policy(key: &str) -> Policy {
    shipped().expect("shipped").into_iter().find(|policy| policy.key == key).expect(key)
}

fn codes_by(policy: &Policy, standing: Standing, password: &str) -> Vec<&'static str> {
    let judged = accept(password, CONTEXT, policy, standing, None, "password");
    judged.err().into_iter().flat_map(|problem| problem.fields).map(|fault| fault.code).collect()
}

/// Under the policy `modern`, where the password is the only factor.
fn codes(password: &str) -> Vec<&'static str> {
    codes_by(&policy("modern"), Standing::default(), password)
}

#[test]
fn lengths_are_counted_in_characters_after_nfkc() {
    assert_eq!(codes("short").first(), Some(&"password_too_short"));
    assert_eq!(codes("昨夜西风凋碧树独上高楼望"), ["password_too_short"]);
    assert_eq!(codes("昨夜西风凋碧树独上高楼望尽天涯路"), Vec::<&str>::new());
    assert_eq!(codes(&"绿".repeat(257)), ["password_too_long"]);
    assert_eq!(codes(&"x".repeat(100_000)), ["password_too_long"]);
    // Full-width letters are the same password as ordinary ones.
    let full_width =
        accept("ｔealriverboatnine", CONTEXT, &policy("modern"), Standing::default(), None, "password");
    assert_eq!(full_width.expect("accepted").as_str(), "tealriverboatnine");
}

#[test]
fn what_attackers_try_first_is_refused() {
    for guess in [
        "passwordpassword",
        "Password-Password-1",
        "correct horse battery staple",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "123456789012345678",
        "qwertyuiopasdfgh",
        "1qaz2wsx3edc4rfv",
        "zyxwvutsrqponmlk",
        "!!!!!!!!!!!!!!!!!!!!",
        "!@#$%^&*()_+!@#$%^&*()_+",
        "KedunKedunKedun2026",
        "Maria.Santos.2026!!",
        "云岭机电有限公司云岭机电有限公司",
        "maria.santos@yunling.example",
        "iloveyouiloveyou",
        "drowssapdrowssap",
        "P@ssw0rd-P@ssw0rd",
        "wo ai ni 5201314 wo ai ni",
        "13800138000-13800138001",
        "2026-03-15 2026-03-15",
        "110101199003071234",
    ] {
        assert_eq!(codes(guess), ["password_common"], "{guess}");
    }
}

#[test]
fn ordinary_long_passwords_are_accepted() {
    for good in [
        "teal river boat nine",
        "maria likes quiet copper kettles",
        "vX9#kd02-lmQ8z!rTw",
        "雨后的码头有七只白鹭在等船来去",
        "#)q!(^w*&8_+=d}{[k]|",
    ] {
        assert_eq!(codes(good), Vec::<&str>::new(), "{good}");
    }
    assert_eq!(codes("雨后的码头有七只白鹭在等船来"), ["password_too_short"]);
}

#[test]
fn a_second_factor_allows_a_shorter_one() {
    let with = Standing { second_factor_bound: true };
    assert_eq!(codes("kettle heron"), ["password_too_short"]);
    assert_eq!(codes_by(&policy("modern"), with, "kettle heron"), Vec::<&str>::new());
    assert_eq!(codes_by(&policy("modern"), with, "kettle hero"), ["password_too_short"]);
}

#[test]
fn every_rule_that_is_broken_is_named_at_once() {
    let dengbao = policy("dengbao");
    assert_eq!(
        codes_by(&dengbao, Standing::default(), "password"),
        ["password_too_short", "password_classes", "password_common"]
    );
    let problem =
        accept("kettle heron 9", CONTEXT, &dengbao, Standing::default(), None, "new").expect_err("classes");
    let fault = &problem.fields[0];
    assert_eq!((fault.field.as_str(), fault.code), ("new", "password_classes"));
    assert_eq!(fault.params, [("min", "4".into()), ("missing", "A-Z".into()), ("classes", "upper".into())]);
    for decorated in
        ["P@ssw0rd1234", "Admin@123456", "Kedun@123456", "Welcome@2026!", "Maria@19900315", "Qwer!1234asd"]
    {
        assert_eq!(codes_by(&dengbao, Standing::default(), decorated), ["password_common"], "{decorated}");
    }
    for good in ["Kettle heron 9!", "vX9#kd02-lmQ", "白鹭Kettle9heron"] {
        assert_eq!(codes_by(&dengbao, Standing::default(), good), Vec::<&str>::new(), "{good}");
    }
}

#[test]
fn without_passwords_none_is_accepted() {
    assert_eq!(
        codes_by(&policy("passkey-only"), Standing::default(), "teal river boat nine"),
        ["password_not_allowed"]
    );
}

#[test]
fn a_breached_password_is_refused_where_a_list_is_loaded() {
    let list = "teal river boat nine\n";
    let filter = BreachedFilter::build(list.as_bytes(), BuildOptions::new(ListFormat::PlainText), |_| {})
        .expect("built");
    let judge = |policy: &Policy| {
        let judged =
            accept("ｔeal river boat nine", CONTEXT, policy, Standing::default(), Some(&filter), "password");
        judged.err().map(|problem| problem.fields[0].code)
    };
    assert_eq!(judge(&policy("modern")), Some("password_breached"));
    assert_eq!(judge(&Policy { breached: false, ..policy("modern") }), None);
}

#[test]
fn an_accepted_password_prints_nothing() {
    let accepted =
        accept("teal river boat nine", CONTEXT, &policy("modern"), Standing::default(), None, "password");
    assert_eq!(format!("{:?}", accepted.expect("accepted")), "[sealed]");
}

#[test]
fn every_code_has_words() {
    for code in [
        "password_too_short",
        "password_too_long",
        "password_classes",
        "password_common",
        "password_breached",
        "password_not_allowed",
    ] {
        assert_eq!(model::words_of(code).code, code);
    }
}

/// A password together with what its making says of it: whether it is guessable and whether it is about the context.
#[derive(Clone, Debug)]
struct Made {
    text: String,
    guessable: bool,
    about: bool,
}

/// Letters without vowels make no word of any list; sixteen and no two alike in a row make no pattern.
fn own() -> impl Strategy<Value = Made> {
    let signs = "[ !#%^&*()=+;:,.?/~-]";
    let shuffled = Just("bdfghjklmnprtvxz".chars().collect::<Vec<char>>()).prop_shuffle();
    (
        shuffled,
        8..16_usize,
        prop::collection::vec(any::<bool>(), 16),
        signs.prop_map(Some),
        "[0-9]{0,3}",
        any::<bool>(),
        "[白鹭码头]{0,2}",
    )
        .prop_map(|(letters, len, upper, sign, digits, has_sign, chinese)| {
            let letters: String = letters
                .into_iter()
                .take(len)
                .zip(upper)
                .map(|(c, upper)| if upper { c.to_ascii_uppercase() } else { c })
                .collect();
            let sign = sign.filter(|_| has_sign).unwrap_or_default();
            Made { text: format!("{letters}{sign}{digits}{chinese}"), guessable: false, about: false }
        })
}

/// Words of the lists or the context, stretched.
fn known() -> impl Strategy<Value = Made> {
    let listed =
        prop::sample::select(vec!["password", "Woaini", "superman", "Welcome", "zhongguo", "哈哈密码"]);
    let about = prop::sample::select(vec!["Kedun", "santos", "云岭机电", "Yunling"]);
    prop_oneof![(listed.prop_map(|word| (word, true, false))), (about.prop_map(|word| (word, false, true))),]
        .prop_flat_map(|(word, guessable, about)| {
            (1..4_usize, "[0-9]{0,6}", "[!#%]{0,2}").prop_map(move |(times, digits, signs)| Made {
                text: format!("{}{digits}{signs}", word.repeat(times)),
                guessable,
                about,
            })
        })
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let base = policy("modern");
    (8..=20_u16, 8..=20_u16, 64..=256_u16, 0..=4_u8, any::<[bool; 3]>()).prop_map(
        move |(first, second, max_chars, classes, [blocklist, context, breached])| Policy {
            min_chars: first.max(second),
            min_chars_with_factor: first.min(second),
            max_chars,
            classes,
            blocklist,
            context,
            breached,
            ..base.clone()
        },
    )
}

proptest! {
    /// The declarative policy read a second time, from how the password was made.
    #[test]
    fn a_password_is_accepted_if_and_only_if_the_policy_says_so(
        made in prop_oneof![own(), known()],
        policy in any_policy(),
        second_factor_bound in any::<bool>(),
        is_breached in any::<bool>(),
    ) {
        let list = if is_breached { &made.text } else { "another" };
        let filter = BreachedFilter::build(list.as_bytes(), BuildOptions::new(ListFormat::PlainText), |_| {}).unwrap();
        let standing = Standing { second_factor_bound };
        let judged = accept(&made.text, CONTEXT, &policy, standing, Some(&filter), "password");

        let is = |test: fn(char) -> bool| u8::from(made.text.chars().any(test));
        let classes = is(|c| c.is_ascii_uppercase())
            + is(|c| c.is_ascii_lowercase())
            + is(|c| c.is_ascii_digit())
            + is(|c| !c.is_ascii_alphanumeric());
        let min = if second_factor_bound { policy.min_chars_with_factor } else { policy.min_chars };
        let mut expected = BTreeSet::new();
        let mut broken = |code, is_broken| if is_broken { expected.insert(code); };
        broken("password_too_short", made.text.chars().count() < usize::from(min));
        broken("password_classes", classes < policy.classes);
        broken("password_common", (policy.blocklist && made.guessable) || (policy.context && made.about));
        broken("password_breached", policy.breached && is_breached);

        let found: BTreeSet<_> =
            judged.as_ref().err().into_iter().flat_map(|problem| &problem.fields).map(|fault| fault.code).collect();
        // What is about the context may be guessable for its repetition too.
        if made.about && policy.blocklist {
            expected.remove("password_common");
            prop_assert!(expected.is_subset(&found), "{:?}: {found:?}", made.text);
        } else {
            prop_assert_eq!(&found, &expected, "{:?}", made.text);
        }
        prop_assert_eq!(judged.is_ok(), found.is_empty());
    }

    #[test]
    fn any_text_is_judged_without_a_fault_of_ours(text in "\\PC{0,80}") {
        for policy in shipped().unwrap() {
            let judged = accept(&text, CONTEXT, &policy, Standing::default(), None, "password");
            prop_assert!(judged.is_ok() || !judged.unwrap_err().fields.is_empty());
        }
    }
}
