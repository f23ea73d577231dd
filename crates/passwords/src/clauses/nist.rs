//! NIST SP 800-63B-4 section 3.1.1.2, password verifiers, and section 3.2.2, which it refers to.

use super::{Facts, Finding, Rule, composition, either, judged, max_length, no_periodic_change, rate_limit};

/// Failed tries in a row that section 3.2.2 allows on one account.
const MAX_FAILURES: u32 = 100;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "3.1.1.2 length",
        weight: "SHALL",
        zh: "仅用密码登录时至少 15 个字符，配合其他因素时至少 8 个",
        en: "At least 15 characters as the only factor, at least 8 beside another",
        of_passwords: true,
        judge: min_length,
    },
    Rule {
        id: "3.1.1.2 maximum",
        weight: "SHOULD",
        zh: "允许 64 个字符以上",
        en: "At least 64 characters are allowed",
        of_passwords: true,
        judge: max_length,
    },
    Rule {
        id: "3.1.1.2 characters",
        weight: "SHOULD",
        zh: "接受所有可见 ASCII 字符、空格和 Unicode，每个码点算一个字符",
        en: "All printing ASCII, the space and Unicode are accepted, each code point as one character",
        of_passwords: true,
        judge: |_| judged(true, "全部接受，按 NFKC 规范化后计数", "all are accepted and counted after NFKC"),
    },
    Rule {
        id: "3.1.1.2 composition",
        weight: "SHALL NOT",
        zh: "不规定字符组成",
        en: "No rules of composition",
        of_passwords: true,
        judge: composition,
    },
    Rule {
        id: "3.1.1.2 change",
        weight: "SHALL NOT",
        zh: "不定期强制更换；有泄露迹象时必须更换",
        en: "No periodic change; a change on evidence of compromise",
        of_passwords: true,
        judge: no_periodic_change,
    },
    Rule {
        id: "3.1.1.2 hints",
        weight: "SHALL NOT",
        zh: "不设密码提示和安全问题",
        en: "No hints and no security questions",
        of_passwords: true,
        judge: |facts| {
            either(
                !facts.surroundings.hints_or_questions,
                ("没有提示和安全问题", "there are neither"),
                ("有密码提示或安全问题", "there are hints or questions"),
            )
        },
    },
    Rule {
        id: "3.1.1.2 whole",
        weight: "SHALL",
        zh: "校验完整密码，不截断",
        en: "The whole password is verified and nothing cut off",
        of_passwords: true,
        judge: |_| {
            judged(true, "过长的密码被拒绝，从不截断", "a password that is too long is refused, never cut")
        },
    },
    Rule {
        id: "3.1.1.2 blocklist",
        weight: "SHALL",
        zh: "与常用、可预测和已泄露的密码名单比对，并说明拒绝原因",
        en: "Compared with a list of common, expected and compromised passwords, and the reason told",
        of_passwords: true,
        judge: blocklist,
    },
    Rule {
        id: "3.1.1.2 managers",
        weight: "SHALL",
        zh: "允许密码管理器和自动填充，宜允许粘贴",
        en: "Password managers and autofill are allowed, and pasting should be",
        of_passwords: true,
        judge: |facts| {
            either(
                facts.surroundings.paste_allowed,
                ("允许", "they are"),
                ("禁止粘贴或自动填充", "pasting or autofill is forbidden"),
            )
        },
    },
    Rule {
        id: "3.1.1.2 guidance",
        weight: "SHALL",
        zh: "引导用户设置强密码",
        en: "People are guided to a strong password",
        of_passwords: true,
        judge: |_| {
            judged(true, "输入时显示强度和改进建议", "strength and a hint are shown while it is typed")
        },
    },
    Rule {
        id: "3.2.2",
        weight: "SHALL",
        zh: "限制连续失败的尝试，单个账号不超过 100 次",
        en: "Failed tries in a row are limited, to 100 an account at most",
        of_passwords: false,
        judge: |facts| rate_limit(facts, MAX_FAILURES),
    },
];

fn min_length(facts: Facts<'_>) -> Finding {
    let (alone, beside) = (facts.policy.min_chars, facts.policy.min_chars_with_factor);
    if facts.surroundings.second_factor_required {
        return judged(
            beside >= 8,
            format!("人人须有第二因素，至少 {beside} 个字符"),
            format!("everybody has a second factor; at least {beside} characters"),
        );
    }
    judged(
        alone >= 15 && beside >= 8,
        format!("至少 {alone} 个字符，有第二因素时至少 {beside} 个"),
        format!("at least {alone} characters, at least {beside} with a second factor"),
    )
}

fn blocklist(facts: Facts<'_>) -> Finding {
    let policy = facts.policy;
    let is_loaded = policy.breached && facts.surroundings.breached_entries > 0;
    match (policy.blocklist && policy.context, is_loaded) {
        (true, true) => judged(
            true,
            "比对常用密码、规律、名称和已泄露的密码",
            "common ones, patterns, names and breached ones are refused",
        ),
        // The clause lists what a blocklist may hold and leaves the choice to the verifier.
        (true, false) => judged(
            true,
            "比对内置的常用和已泄露密码、规律、名称；未加载更大的泄露库",
            "common and leaked ones built in, patterns and names are refused; no larger list of breached ones is loaded",
        ),
        (false, _) => judged(false, "未开启名单或名称比对", "the list or the names are switched off"),
    }
}
