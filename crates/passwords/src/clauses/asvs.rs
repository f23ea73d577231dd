//! OWASP ASVS 5.0 chapter V6, authentication: section V6.2 on passwords, and 6.3.1 and 6.3.3 on what stands around them.

use super::{
    Facts, Finding, Rule, composition, either, judged, max_length, no_periodic_change, not_judged, rate_limit,
};
use crate::blocklist::listed_of_at_least;

/// Entries that fit the policy, as 6.2.4 wants of a list.
const MIN_LISTED: usize = 3_000;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "6.2.1",
        weight: "L1",
        zh: "至少 8 个字符，强烈建议 15 个",
        en: "At least 8 characters; 15 strongly recommended",
        of_passwords: true,
        judge: min_length,
    },
    Rule {
        id: "6.2.2",
        weight: "L1",
        zh: "用户可以修改自己的密码",
        en: "People can change their password",
        of_passwords: true,
        judge: own_change,
    },
    Rule {
        id: "6.2.3",
        weight: "L1",
        zh: "修改时须提供当前密码和新密码",
        en: "A change asks for the present password and the new one",
        of_passwords: true,
        judge: own_change,
    },
    Rule {
        id: "6.2.4",
        weight: "L1",
        zh: "与符合策略的前 3000 个常用密码比对",
        en: "Compared with the 3,000 most common passwords that match the policy",
        of_passwords: true,
        judge: common,
    },
    Rule {
        id: "6.2.5",
        weight: "L1",
        zh: "允许任意字符组成",
        en: "Any composition is allowed",
        of_passwords: true,
        judge: composition,
    },
    Rule {
        id: "6.2.6",
        weight: "L1",
        zh: "密码输入框遮蔽内容",
        en: "Fields for passwords hide what is typed",
        of_passwords: true,
        judge: |facts| {
            either(facts.surroundings.fields_masked, ("已遮蔽", "they do"), ("未遮蔽", "they do not"))
        },
    },
    Rule {
        id: "6.2.7",
        weight: "L1",
        zh: "允许粘贴和密码管理器",
        en: "Pasting and password managers are allowed",
        of_passwords: true,
        judge: |facts| {
            either(facts.surroundings.paste_allowed, ("允许", "they are"), ("禁止", "they are not"))
        },
    },
    Rule {
        id: "6.2.8",
        weight: "L1",
        zh: "按收到的内容校验，不截断、不改大小写",
        en: "Verified as it was received, not cut and not changed in case",
        of_passwords: true,
        judge: |_| {
            judged(
                true,
                "不截断、不改大小写；仅按 NIST 的要求作 NFKC 规范化",
                "neither; only brought to NFKC, as NIST SP 800-63B-4 asks",
            )
        },
    },
    Rule {
        id: "6.2.9",
        weight: "L2",
        zh: "允许 64 个字符以上",
        en: "At least 64 characters are allowed",
        of_passwords: true,
        judge: max_length,
    },
    Rule {
        id: "6.2.10",
        weight: "L2",
        zh: "密码在发现泄露前一直有效，不定期更换",
        en: "A password stays valid until it is found compromised; no periodic change",
        of_passwords: true,
        judge: no_periodic_change,
    },
    Rule {
        id: "6.2.11",
        weight: "L2",
        zh: "用有文档的上下文词表防止易猜密码",
        en: "A documented list of words of the context is refused",
        of_passwords: true,
        judge: |facts| {
            either(
                facts.policy.context,
                (
                    "拒绝产品、公司、本人和客户的名称",
                    "the names of product, company, person and customers are refused",
                ),
                ("未开启", "it is switched off"),
            )
        },
    },
    Rule {
        id: "6.2.12",
        weight: "L2",
        zh: "与已泄露的密码比对",
        en: "Compared with a set of breached passwords",
        of_passwords: true,
        judge: breached,
    },
    Rule {
        id: "6.3.1",
        weight: "L1",
        zh: "防御撞库和暴力破解",
        en: "Credential stuffing and brute force are held off",
        of_passwords: false,
        judge: |facts| rate_limit(facts, u32::MAX),
    },
    Rule {
        id: "6.3.3",
        weight: "L2",
        zh: "须用多因素认证（或单因素的组合）",
        en: "Several factors, or a combination of single ones, must be used",
        of_passwords: false,
        judge: |facts| {
            either(
                facts.surroundings.second_factor_required || !facts.policy.passwords_allowed,
                ("人人须有第二因素或通行密钥", "everybody has a second factor or a passkey"),
                ("未要求第二因素", "a second factor is not required"),
            )
        },
    },
];

fn min_length(facts: Facts<'_>) -> Finding {
    let policy = facts.policy;
    let min = policy.min_chars.min(policy.min_chars_with_factor);
    let (zh, en) = if min >= 15 { ("达到", "as") } else { ("未达到", "fewer than") };
    judged(
        min >= 8,
        format!("最少 {min} 个字符，{zh}建议的 15 个"),
        format!("at least {min} characters, {en} recommended"),
    )
}

fn own_change(facts: Facts<'_>) -> Finding {
    either(
        facts.surroundings.change_asks_for_current,
        ("可自行修改，须提供当前密码", "they can, and the present one is asked for"),
        ("不能自行修改，或不需当前密码", "they can't, or the present one is not asked for"),
    )
}

fn common(facts: Facts<'_>) -> Finding {
    if !facts.policy.blocklist {
        return judged(false, "未开启名单", "the list is switched off");
    }
    let min = usize::from(facts.policy.min_chars.min(facts.policy.min_chars_with_factor));
    let listed = listed_of_at_least(min);
    if listed >= MIN_LISTED {
        return judged(
            true,
            format!("内置名单中有 {listed} 个符合最短 {min} 个字符"),
            format!("{listed} of the list built in have at least {min} characters"),
        );
    }
    let (zh, en) = (
        format!("内置名单中只有 {listed} 个达到 {min} 个字符"),
        format!("only {listed} of the list built in have at least {min} characters"),
    );
    if facts.policy.breached && facts.surroundings.breached_entries >= MIN_LISTED as u64 {
        return not_judged(
            format!("{zh}；另有已泄露的密码库"),
            format!("{en}; breached ones are refused as well"),
        );
    }
    judged(false, zh, en)
}

fn breached(facts: Facts<'_>) -> Finding {
    let entries = facts.surroundings.breached_entries;
    match (facts.policy.breached, entries) {
        (false, _) => judged(false, "未开启", "it is switched off"),
        (true, 0) => judged(false, "尚未加载泄露库", "no list of breached passwords is loaded"),
        (true, _) => {
            judged(true, format!("已加载 {entries} 条"), format!("a list of {entries} entries is loaded"))
        }
    }
}
