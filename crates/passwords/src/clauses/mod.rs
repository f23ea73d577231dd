//! Which clauses of three standards a policy keeps. Every verdict is computed from the policy's data and its
//! surroundings by the clause's own rule, so that a company's own policy gets its table as the shipped ones do.
//!
//! Not here: clauses about anything but passwords and signing in with them. Titles are ours, not the standards' words.

mod asvs;
mod gbt22239;
mod nist;

use model::Label;
use serde::Serialize;

use crate::Policy;

/// A standard whose clauses are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Standard {
    /// NIST SP 800-63B-4 (2025).
    #[serde(rename = "NIST SP 800-63B-4")]
    Nist80063b4,
    /// OWASP ASVS 5.0 (2025).
    #[serde(rename = "OWASP ASVS 5.0")]
    Asvs5,
    /// GB/T 22239-2019, level 3.
    #[serde(rename = "GB/T 22239-2019")]
    Gbt22239,
}

impl Standard {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nist80063b4 => "NIST SP 800-63B-4",
            Self::Asvs5 => "OWASP ASVS 5.0",
            Self::Gbt22239 => "GB/T 22239-2019",
        }
    }
}

/// Whether a clause is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is.
    Meets,
    /// It is not.
    Breaks,
    /// It does not apply, or can't be told from here.
    NotJudged,
}

/// What a policy can't say of itself, as the program and the company's settings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Surroundings {
    /// Whether everybody must have a second factor.
    pub second_factor_required: bool,
    /// Whether one of the factors is cryptographic: a passkey, or a one-time code made from a key.
    pub cryptographic_factor: bool,
    /// Failed tries on an account before it must wait; 0 where tries are not limited.
    pub lockout_after: u32,
    /// Whether sign-in is reached over TLS only.
    pub encrypted_transport: bool,
    /// Whether no two accounts have the same name.
    pub unique_accounts: bool,
    /// Whether people can change their password themselves, and must give the present one.
    pub change_asks_for_current: bool,
    /// Whether the fields for passwords hide what is typed.
    pub fields_masked: bool,
    /// Whether pasting and password managers are allowed.
    pub paste_allowed: bool,
    /// Whether there are hints to a password or security questions.
    pub hints_or_questions: bool,
    /// Entries of the loaded list of breached passwords; 0 where none is loaded.
    pub breached_entries: u64,
}

/// One clause, and whether it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// Whose clause.
    pub standard: Standard,
    /// Its number; a word after it tells apart the demands under one number.
    pub id: &'static str,
    /// How firmly it is said: SHALL or SHOULD, the level from which on it holds, 应.
    pub weight: &'static str,
    /// What it asks for.
    pub title: Label,
    /// Whether it is kept.
    pub verdict: Verdict,
    /// Why.
    pub because: Label,
}

/// Every clause with its verdict, by standard and in the standard's order.
pub fn clauses(policy: &Policy, surroundings: &Surroundings) -> Vec<Clause> {
    let facts = Facts { policy, surroundings };
    [
        (Standard::Nist80063b4, nist::RULES),
        (Standard::Asvs5, asvs::RULES),
        (Standard::Gbt22239, gbt22239::RULES),
    ]
    .into_iter()
    .flat_map(|(standard, rules)| rules.iter().map(move |rule| rule.judged(standard, facts)))
    .collect()
}

/// What a rule looks at.
#[derive(Clone, Copy)]
struct Facts<'a> {
    policy: &'a Policy,
    surroundings: &'a Surroundings,
}

/// What a rule says.
struct Finding {
    verdict: Verdict,
    because: Label,
}

/// One clause's rule.
struct Rule {
    id: &'static str,
    weight: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Whether it says nothing where there are no passwords.
    of_passwords: bool,
    judge: fn(Facts<'_>) -> Finding,
}

impl Rule {
    fn judged(&self, standard: Standard, facts: Facts<'_>) -> Clause {
        let finding = if self.of_passwords && !facts.policy.passwords_allowed {
            not_judged("不使用密码，本条不适用", "there are no passwords")
        } else {
            (self.judge)(facts)
        };
        Clause {
            standard,
            id: self.id,
            weight: self.weight,
            title: Label::new(self.zh, self.en),
            verdict: finding.verdict,
            because: finding.because,
        }
    }
}

fn judged(is_kept: bool, zh: impl Into<String>, en: impl Into<String>) -> Finding {
    let verdict = if is_kept { Verdict::Meets } else { Verdict::Breaks };
    Finding { verdict, because: Label::new(zh, en) }
}

/// Kept with the first reason, broken with the second.
fn either(is_kept: bool, kept: (&str, &str), broken: (&str, &str)) -> Finding {
    let (zh, en) = if is_kept { kept } else { broken };
    judged(is_kept, zh, en)
}

fn not_judged(zh: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::NotJudged, because: Label::new(zh, en) }
}

/// Whether the policy wants classes of characters, which two standards forbid and one wants.
fn composition(facts: Facts<'_>) -> Finding {
    match facts.policy.classes {
        0 => judged(true, "不要求字符类别", "no classes of characters are required"),
        classes => judged(
            false,
            format!("要求 {classes} 类字符"),
            format!("{classes} classes of characters are required"),
        ),
    }
}

/// Whether passwords are changed without evidence, which two standards forbid.
fn no_periodic_change(facts: Facts<'_>) -> Finding {
    match facts.policy.max_age_days {
        None => judged(true, "只在有泄露迹象时要求更换", "a change is asked for on evidence only"),
        Some(days) => {
            judged(false, format!("每 {days} 天须更换"), format!("a change is forced every {days} days"))
        }
    }
}

/// Whether passwords of 64 characters are allowed.
fn max_length(facts: Facts<'_>) -> Finding {
    let max = facts.policy.max_chars;
    judged(max >= 64, format!("最多 {max} 个字符"), format!("up to {max} characters"))
}

/// Whether tries are limited, at most that many in a row.
fn rate_limit(facts: Facts<'_>, at_most: u32) -> Finding {
    match facts.surroundings.lockout_after {
        0 => judged(false, "不限制尝试次数", "tries are not limited"),
        after => judged(
            after <= at_most,
            format!("连续失败 {after} 次后须等待"),
            format!("after {after} failures in a row an account must wait"),
        ),
    }
}

#[cfg(test)]
mod tests;
