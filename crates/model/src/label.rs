//! Text in both languages of the product.

use serde::{Deserialize, Serialize};

/// A language a person reads Kedun in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Simplified Chinese, `zh-CN`.
    #[default]
    Zh,
    /// English, `en-US`.
    En,
}

impl Locale {
    /// The first supported language an `Accept-Language` header (RFC 9110 section 12.5.4) names, in
    /// the order written; Chinese when it names none. Weights are ignored: browsers write in order.
    pub fn from_accept_language(header: &str) -> Self {
        header
            .split(',')
            .find_map(|part| {
                let tag = part.split(';').next()?.trim().to_ascii_lowercase();
                match tag.split('-').next()? {
                    "zh" => Some(Self::Zh),
                    "en" => Some(Self::En),
                    _ => None,
                }
            })
            .unwrap_or_default()
    }

    /// `"zh"` or `"en"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// A text shown to people, in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Label {
    /// A label of two texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in one language; the other language's where this one is empty.
    pub fn get(&self, locale: Locale) -> &str {
        let (wanted, other) = match locale {
            Locale::Zh => (&self.zh, &self.en),
            Locale::En => (&self.en, &self.zh),
        };
        if wanted.is_empty() { other } else { wanted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_header_picks_the_first_language_we_speak() {
        for (header, expected) in [
            ("en-US,en;q=0.9", Locale::En),
            ("fr,en;q=0.5,zh;q=0.4", Locale::En),
            ("zh-CN", Locale::Zh),
            ("", Locale::Zh),
            ("de", Locale::Zh),
        ] {
            assert_eq!(Locale::from_accept_language(header), expected, "{header}");
        }
    }

    #[test]
    fn a_label_falls_back_to_the_other_language() {
        assert_eq!(Label::new("客户", "").get(Locale::En), "客户");
        assert_eq!(Label::new("客户", "Account").get(Locale::En), "Account");
    }
}
