use std::fmt::Write as _;

use super::*;
use crate::shipped;

const AROUND: Surroundings = Surroundings {
    second_factor_required: false,
    cryptographic_factor: true,
    lockout_after: 5,
    encrypted_transport: true,
    unique_accounts: true,
    change_asks_for_current: true,
    fields_masked: true,
    paste_allowed: true,
    hints_or_questions: false,
    breached_entries: 1_000_000,
};

fn policy(key: &str) -> Policy {
    shipped().expect("shipped").into_iter().find(|policy| policy.key == key).expect(key)
}

fn table(key: &str) -> String {
    let mut text = String::new();
    let mut standard = None;
    for clause in clauses(&policy(key), &AROUND) {
        if standard != Some(clause.standard) {
            standard = Some(clause.standard);
            let _ = writeln!(text, "{}", clause.standard.name());
        }
        let Clause { id, weight, title, verdict, because, .. } = clause;
        let _ = writeln!(text, "  {id} {weight}: {} / {}", title.en, title.zh);
        let _ = writeln!(text, "    {verdict:?}: {} / {}", because.en, because.zh);
    }
    text
}

fn verdict(policy: &Policy, around: Surroundings, id: &str) -> Verdict {
    clauses(policy, &around).into_iter().find(|clause| clause.id == id).expect(id).verdict
}

#[test]
fn the_table_of_modern() {
    insta::assert_snapshot!(table("modern"));
}

#[test]
fn the_table_of_dengbao() {
    insta::assert_snapshot!(table("dengbao"));
}

#[test]
fn the_table_of_passkey_only() {
    insta::assert_snapshot!(table("passkey-only"));
}

#[test]
fn a_verdict_follows_the_data_and_not_the_policys_name() {
    use Verdict::{Breaks, Meets, NotJudged};
    let modern = policy("modern");
    let with = |change: fn(&mut Policy)| {
        let mut policy = modern.clone();
        change(&mut policy);
        policy
    };
    let around = |change: fn(&mut Surroundings)| {
        let mut around = AROUND;
        change(&mut around);
        around
    };
    for (policy, around, id, expected) in [
        (with(|_| {}), AROUND, "3.1.1.2 length", Meets),
        (with(|policy| policy.min_chars = 14), AROUND, "3.1.1.2 length", Breaks),
        (
            with(|policy| policy.min_chars = 14),
            around(|a| a.second_factor_required = true),
            "3.1.1.2 length",
            Meets,
        ),
        (with(|policy| policy.classes = 1), AROUND, "3.1.1.2 composition", Breaks),
        (with(|policy| policy.classes = 1), AROUND, "6.2.5", Breaks),
        (with(|policy| policy.classes = 3), AROUND, "8.1.4.1 a) complexity", Meets),
        (with(|policy| policy.max_age_days = Some(365)), AROUND, "3.1.1.2 change", Breaks),
        (with(|policy| policy.max_age_days = Some(365)), AROUND, "8.1.4.1 a) change", NotJudged),
        (with(|policy| policy.max_age_days = Some(90)), AROUND, "8.1.4.1 a) change", Meets),
        (with(|policy| policy.context = false), AROUND, "3.1.1.2 blocklist", Breaks),
        (with(|policy| policy.blocklist = false), AROUND, "6.2.4", Breaks),
        (with(|policy| policy.min_chars_with_factor = 8), AROUND, "6.2.4", Meets),
        (with(|_| {}), around(|a| a.breached_entries = 0), "6.2.12", Breaks),
        (with(|_| {}), around(|a| a.lockout_after = 0), "3.2.2", Breaks),
        (with(|_| {}), around(|a| a.lockout_after = 101), "3.2.2", Breaks),
        (with(|_| {}), around(|a| a.encrypted_transport = false), "8.1.4.1 c)", Breaks),
        (with(|_| {}), AROUND, "8.1.4.1 d)", Breaks),
        (with(|_| {}), around(|a| a.second_factor_required = true), "8.1.4.1 d)", Meets),
        (with(|policy| policy.passwords_allowed = false), AROUND, "6.3.3", Meets),
    ] {
        assert_eq!(verdict(&policy, around, id), expected, "{id}");
    }
}

#[test]
fn no_clause_stands_twice_and_every_one_speaks_both_languages() {
    for shipped in shipped().expect("shipped") {
        let all = clauses(&shipped, &AROUND);
        let mut names: Vec<_> = all.iter().map(|clause| (clause.standard.name(), clause.id)).collect();
        let before = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), before);
        for Clause { title, because, .. } in all {
            assert!([title.zh, title.en, because.zh, because.en].iter().all(|text| !text.is_empty()));
        }
    }
}
