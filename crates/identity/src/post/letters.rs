//! The words of letters, in the reader's language: plain text, short, with what happened, from where, and what to do if
//! it was somebody else.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::Locale;
use zeroize::Zeroizing;

use super::{Letter, LetterKind};
use crate::risk::Reason;

/// Subject and text of a mail. `check` is the code its reader can check in the app.
pub(crate) fn words(
    letter: &Letter,
    company: &str,
    zone: &str,
    check: &str,
    at: Timestamp,
) -> (String, Zeroizing<String>) {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let when = at.to_zoned(zone).strftime("%Y-%m-%d %H:%M (%Z)").to_string();
    let zh = letter.language == Locale::Zh;
    let (subject, body) = if zh { chinese(letter, &when) } else { english(letter, &when) };
    let name = &letter.name;
    let text = if zh {
        format!(
            "{name}，您好：\n\n{}\n\n—— {company} · 客盾\n邮件校验码：{check}\n在客盾的“安全”页输入校验码，可确认这封邮件确由本系统发出。客盾的邮件从不索要密码或验证码。\n",
            *body
        )
    } else {
        format!(
            "Hello {name},\n\n{}\n\n-- {company} · Kedun\nMail code: {check}\nEnter the mail code on the page Security in Kedun to see that this mail is ours. Kedun never asks for passwords or codes by mail.\n",
            *body
        )
    };
    (format!("[{company}] {subject}"), Zeroizing::new(text))
}

fn chinese(letter: &Letter, when: &str) -> (&'static str, Zeroizing<String>) {
    let from = origin(letter, "未知设备", "，地址 ");
    let not_you = "如果不是您本人操作，请立即登录客盾，在“安全”页结束所有会话并修改密码，或联系管理员。";
    let (subject, body) = match &letter.kind {
        LetterKind::Code { code, minutes, .. } => (
            "登录验证码",
            format!(
                "您的验证码是 {}，{minutes} 分钟内有效，只能使用一次。请勿告诉任何人，包括客服。",
                **code
            ),
        ),
        LetterKind::Reset { url } => (
            "重设密码",
            format!(
                "我们收到了为您的账号重设密码的请求（{when}，{from}）。请在 30 分钟内打开下面的链接，链接只能使用一次：\n\n{}\n\n如果不是您本人请求的，请忽略这封邮件，密码不会改变。",
                **url
            ),
        ),
        LetterKind::Unlock { url } => (
            "解除登录等待",
            format!(
                "您的账号因多次登录失败而需要等待（{when}，{from}）。打开下面的链接即可解除等待，30 分钟内有效，只能使用一次：\n\n{}\n\n{not_you}",
                **url
            ),
        ),
        LetterKind::PasswordChanged => {
            ("密码已修改", format!("您的密码已于 {when} 修改（{from}）。\n{not_you}"))
        }
        LetterKind::FactorChanged => {
            ("登录方式已变更", format!("您的登录验证方式已于 {when} 变更（{from}）。\n{not_you}"))
        }
        LetterKind::AddressChanged => (
            "邮箱地址已更换",
            format!(
                "您的账号已于 {when} 由管理员改用另一个邮箱地址（{from}）；今后的邮件不再发到这里，所有会话均已结束。如果您并不知情，请立即联系管理员。"
            ),
        ),
        LetterKind::NewDevice => {
            ("新设备登录", format!("您的账号于 {when} 在一台新设备上登录：{from}。\n{not_you}"))
        }
        LetterKind::Unusual { reasons } => (
            "异常登录",
            format!("您的账号于 {when} 有一次不寻常的登录：{from}。{}\n{not_you}", in_chinese(reasons)),
        ),
        LetterKind::Compromised => (
            "账号已按“被盗”处理",
            format!(
                "您的账号于 {when} 被标记为“被盗”（{from}）：所有会话、已知设备、验证码和链接均已失效。下次登录时需要设置新密码。如果不是您本人或管理员操作，请立即联系管理员。"
            ),
        ),
        LetterKind::Locked => (
            "登录失败次数过多",
            format!(
                "您的账号连续多次登录失败（{when}，{from}），陌生设备暂时需要等待。您常用的设备不受影响。\n{not_you}"
            ),
        ),
    };
    (subject, Zeroizing::new(body))
}

fn english(letter: &Letter, when: &str) -> (&'static str, Zeroizing<String>) {
    let from = origin(letter, "an unknown device", ", address ");
    let not_you = "If this was not you, sign in to Kedun at once, end all sessions on the page Security and change your password, or call your administrator.";
    let (subject, body) = match &letter.kind {
        LetterKind::Code { code, minutes, .. } => (
            "Your sign-in code",
            format!(
                "Your code is {}. It works once, for {minutes} minutes. Tell it to nobody, not even to support.",
                **code
            ),
        ),
        LetterKind::Reset { url } => (
            "Set another password",
            format!(
                "Another password was asked for at your account ({when}, {from}). Open this link within 30 minutes; it works once:\n\n{}\n\nIf you did not ask for it, ignore this mail: your password stays as it is.",
                **url
            ),
        ),
        LetterKind::Unlock { url } => (
            "Lift the wait for signing in",
            format!(
                "There were too many failed sign-ins at your account ({when}, {from}). This link lifts the wait; it works once, for 30 minutes:\n\n{}\n\n{not_you}",
                **url
            ),
        ),
        LetterKind::PasswordChanged => {
            ("Your password was changed", format!("Your password was changed at {when} ({from}).\n{not_you}"))
        }
        LetterKind::FactorChanged => (
            "Your ways to sign in were changed",
            format!("How you prove who you are was changed at {when} ({from}).\n{not_you}"),
        ),
        LetterKind::AddressChanged => (
            "Your address was changed",
            format!(
                "Your account was given another mail address at {when} ({from}), by an administrator: mails go there from now on, and all sessions ended. If you did not know of this, call your administrator at once."
            ),
        ),
        LetterKind::NewDevice => (
            "Signed in on a new device",
            format!(
                "Your account was signed in to at {when} on a device not seen before: {from}.\n{not_you}"
            ),
        ),
        LetterKind::Unusual { reasons } => (
            "An unusual sign-in",
            format!(
                "Your account was signed in to at {when} in an unusual way: {from}. {}\n{not_you}",
                in_english(reasons)
            ),
        ),
        LetterKind::Compromised => (
            "Your account was reported as compromised",
            format!(
                "Your account was reported as compromised at {when} ({from}): all sessions, known devices, codes and links ended. You will set another password when you sign in next. If neither you nor your administrator did this, call your administrator at once."
            ),
        ),
        LetterKind::Locked => (
            "Too many failed sign-ins",
            format!(
                "There were too many failed sign-ins at your account ({when}, {from}). Strangers have to wait; the devices you use are not affected.\n{not_you}"
            ),
        ),
    };
    (subject, Zeroizing::new(body))
}

fn origin(letter: &Letter, unknown: &str, between: &str) -> String {
    let device = if letter.device.is_empty() { unknown } else { &letter.device };
    let at = if letter.address.is_empty() { String::new() } else { format!("{between}{}", letter.address) };
    let place = if letter.place.is_empty() { String::new() } else { format!(" ({})", letter.place) };
    format!("{device}{at}{place}")
}

fn in_chinese(reasons: &[Reason]) -> String {
    let words = reasons.iter().map(|reason| match reason {
        Reason::NewDevice => "新设备",
        Reason::NewNetwork => "新网络",
        Reason::NewCountry => "新国家或地区",
        Reason::ImpossibleSpeed => "两次登录相距过远、时间过短",
        Reason::UnusualHour => "不常用的时段",
        Reason::FailuresBefore => "此前多次登录失败",
        Reason::AfterIncident => "账号曾被标记为被盗",
        Reason::CountryNotAllowed => "不允许的国家或地区",
    });
    format!("原因：{}。", words.collect::<Vec<_>>().join("、"))
}

fn in_english(reasons: &[Reason]) -> String {
    let words = reasons.iter().map(|reason| match reason {
        Reason::NewDevice => "a new device",
        Reason::NewNetwork => "a new network",
        Reason::NewCountry => "a new country",
        Reason::ImpossibleSpeed => "two sign-ins too far apart for the time between",
        Reason::UnusualHour => "an unusual hour",
        Reason::FailuresBefore => "failed tries before",
        Reason::AfterIncident => "the account was reported as compromised",
        Reason::CountryNotAllowed => "a country that is not allowed",
    });
    format!("Because of: {}.", words.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::UserId;

    fn letter(language: Locale, kind: LetterKind) -> Letter {
        Letter {
            user: UserId(uuid::Uuid::from_u128(1)),
            email: "li.na@yunling.example".into(),
            name: "李娜".into(),
            language,
            kind,
            device: "Chrome · macOS".into(),
            address: "203.0.113.7".into(),
            place: "Hangzhou, CN".into(),
        }
    }

    #[test]
    fn every_letter_has_its_check_code_and_only_asked_for_ones_a_link() {
        let secret = |text: &str| Zeroizing::new(text.to_owned());
        let kinds = [
            (LetterKind::Code { phone: None, code: secret("123456"), minutes: 5 }, false),
            (LetterKind::Reset { url: secret("https://crm.example/reset?token=x") }, true),
            (LetterKind::Unlock { url: secret("https://crm.example/unlock?token=x") }, true),
            (LetterKind::PasswordChanged, false),
            (LetterKind::FactorChanged, false),
            (LetterKind::NewDevice, false),
            (LetterKind::Unusual { reasons: Reason::ALL.to_vec() }, false),
            (LetterKind::AddressChanged, false),
            (LetterKind::Compromised, false),
            (LetterKind::Locked, false),
        ];
        for (kind, links) in kinds {
            for language in [Locale::Zh, Locale::En] {
                let letter = letter(language, kind.clone());
                let (subject, text) =
                    words(&letter, "云岭机电", "Asia/Shanghai", "7K3M-9QXZ", Timestamp::UNIX_EPOCH);
                assert!(subject.starts_with("[云岭机电] "), "{subject}");
                assert!(text.contains("7K3M-9QXZ") && text.contains("李娜"));
                assert_eq!(text.contains("https://"), links, "{}", *text);
                assert!(!format!("{letter:?}").contains("123456"));
            }
        }
    }
}
