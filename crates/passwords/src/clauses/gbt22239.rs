//! GB/T 22239-2019 (等保 2.0) level 3, 8.1.4.1 身份鉴别, a) to d).
//!
//! The clause names no numbers. Ours are the ones evaluators commonly ask for, and every reason says the policy's own.

use super::{Facts, Finding, Rule, either, judged, not_judged, rate_limit};

/// What "complexity" is commonly taken to mean: so many characters, of so many classes.
const MIN_CHARS: u16 = 8;
const MIN_CLASSES: u8 = 3;
/// What "regularly" is commonly taken to mean.
const MAX_AGE_DAYS: u16 = 90;
/// What "limit failed sign-in" is commonly taken to mean.
const MAX_FAILURES: u32 = 10;
/// What "connection times out" is commonly taken to mean.
const MAX_IDLE_SECS: u32 = 30 * 60;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "8.1.4.1 a) identity",
        weight: "应",
        zh: "对用户进行身份标识和鉴别，标识唯一",
        en: "People are identified and authenticated, each identity unique",
        of_passwords: false,
        judge: |facts| {
            either(
                facts.surroundings.unique_accounts,
                ("账号唯一", "every account is unique"),
                ("账号不唯一", "accounts are not unique"),
            )
        },
    },
    Rule {
        id: "8.1.4.1 a) complexity",
        weight: "应",
        zh: "鉴别信息具有复杂度要求",
        en: "Credentials must be complex",
        of_passwords: true,
        judge: complexity,
    },
    Rule {
        id: "8.1.4.1 a) change",
        weight: "应",
        zh: "鉴别信息定期更换",
        en: "Credentials are changed regularly",
        of_passwords: true,
        judge: change,
    },
    Rule {
        id: "8.1.4.1 b) failures",
        weight: "应",
        zh: "登录失败处理，限制非法登录次数",
        en: "Failed sign-in is handled and limited",
        of_passwords: false,
        judge: |facts| rate_limit(facts, MAX_FAILURES),
    },
    Rule {
        id: "8.1.4.1 b) timeout",
        weight: "应",
        zh: "结束会话、超时自动退出",
        en: "Sessions end, and are left after a time without activity",
        of_passwords: false,
        judge: timeout,
    },
    Rule {
        id: "8.1.4.1 c)",
        weight: "应",
        zh: "防止鉴别信息在传输中被窃听",
        en: "Credentials can't be overheard on the network",
        of_passwords: false,
        judge: |facts| {
            either(
                facts.surroundings.encrypted_transport,
                ("只通过 TLS 登录", "sign-in is over TLS only"),
                ("可不经 TLS 登录", "sign-in is possible without TLS"),
            )
        },
    },
    Rule {
        id: "8.1.4.1 d)",
        weight: "应",
        zh: "两种或以上组合的鉴别技术，其中至少一种使用密码技术",
        en: "Two or more kinds of authentication combined, one of them cryptographic",
        of_passwords: false,
        judge: two_kinds,
    },
];

fn complexity(facts: Facts<'_>) -> Finding {
    let policy = facts.policy;
    let (min, classes) = (policy.min_chars.min(policy.min_chars_with_factor), policy.classes);
    judged(
        min >= MIN_CHARS && classes >= MIN_CLASSES,
        format!("至少 {min} 个字符，须含 {classes} 类字符（通常要求 {MIN_CHARS} 个字符、{MIN_CLASSES} 类）"),
        format!(
            "at least {min} characters of {classes} classes (commonly asked for: {MIN_CHARS} of {MIN_CLASSES})"
        ),
    )
}

fn change(facts: Facts<'_>) -> Finding {
    match facts.policy.max_age_days {
        None => judged(false, "不定期更换", "they are not changed regularly"),
        Some(days) if days <= MAX_AGE_DAYS => {
            judged(true, format!("每 {days} 天更换"), format!("they are changed every {days} days"))
        }
        Some(days) => not_judged(
            format!("每 {days} 天更换；通常要求 {MAX_AGE_DAYS} 天以内"),
            format!("they are changed every {days} days; commonly asked for: {MAX_AGE_DAYS}"),
        ),
    }
}

fn timeout(facts: Facts<'_>) -> Finding {
    let minutes = facts.policy.session_idle_secs.div_ceil(60);
    let (zh, en) = (
        format!("{minutes} 分钟无操作后退出"),
        format!("a session is left after {minutes} minutes without activity"),
    );
    if facts.policy.session_idle_secs <= MAX_IDLE_SECS {
        return judged(true, zh, en);
    }
    let common = MAX_IDLE_SECS / 60;
    not_judged(format!("{zh}；通常要求 {common} 分钟以内"), format!("{en}; commonly asked for: {common}"))
}

fn two_kinds(facts: Facts<'_>) -> Finding {
    let around = facts.surroundings;
    if !facts.policy.passwords_allowed {
        // A passkey is a key on a device, used after the device has verified its owner.
        return judged(
            true,
            "通行密钥：设备上的密钥，加设备对本人的验证",
            "a passkey: a key on a device, and the device's check of its owner",
        );
    }
    either(
        around.second_factor_required && around.cryptographic_factor,
        ("密码加使用密码技术的第二因素", "a password and a cryptographic second factor"),
        ("未要求使用密码技术的第二因素", "a cryptographic second factor is not required"),
    )
}
