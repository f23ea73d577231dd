//! Text with a little formatting, as HTML that was cleaned by an allow-list: no images, styles, scripts or handlers.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use model::{FieldProblem, Locale, Value};

use super::clean::{at_most, block, fault, string};
use super::codec::Shape;
use super::operator::PRESENCE;
use super::text::text_or_null;
use super::{Json, Operator, ReadContext, Rules, plain_text};

pub(super) struct RichText {
    pub(super) max_length: u32,
}

const TAGS: [&str; 19] = [
    "p",
    "br",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "a",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "code",
    "pre",
    "hr",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::new())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

static STRIPPER: LazyLock<Builder<'static>> = LazyLock::new(Builder::empty);

/// Cleaning once more may still change what a parser repaired; after a few rounds it stands still.
const ROUNDS: usize = 4;

impl Rules for RichText {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let mut text = at_most(block(string(json)?)?, self.max_length as usize)?;
        for _ in 0..ROUNDS {
            let cleaned = block(&CLEANER.clean(&text).to_string())?;
            if cleaned == text {
                let shows_nothing = without_tags(&text).is_empty() && !text.contains("<hr");
                let text = if shows_nothing { String::new() } else { text };
                return at_most(text, self.max_length as usize).map(text_or_null);
            }
            text = cleaned;
        }
        Err(fault("invalid_character"))
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn display(&self, value: &Value, _: Locale) -> String {
        without_tags(&plain_text(value))
    }

    fn search_text(&self, value: &Value) -> String {
        without_tags(&plain_text(value))
    }
}

/// The text between the tags, words of neighboring blocks apart.
fn without_tags(html: &str) -> String {
    let spaced = html.replace("</", " </").replace("<br>", " ");
    let text = STRIPPER.clean(&spaced).to_string();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(html: &str) -> Value {
        RichText { max_length: 20_000 }.read(&json!(html), &ReadContext::default()).unwrap()
    }

    #[test]
    fn only_harmless_formatting_is_kept() {
        for (html, expected) in [
            ("<p>你好 <b>王</b></p>", "<p>你好 <b>王</b></p>"),
            ("<script>alert(1)</script>x", "x"),
            ("<p onclick=\"x()\" style=\"a\">x</p>", "<p>x</p>"),
            ("<img src=x onerror=alert(1)>x", "x"),
            ("<a href=\"javascript:alert(1)\">x</a>", "<a rel=\"noopener noreferrer nofollow\">x</a>"),
            (
                "<a href=\"https://example.com\">x</a>",
                "<a href=\"https://example.com\" rel=\"noopener noreferrer nofollow\">x</a>",
            ),
        ] {
            assert!(read(html) == Value::Text(expected.into()), "{html}: {}", plain_text(&read(html)));
        }
        assert!(read("<script>alert(1)</script>").is_null() && read("<p><br></p>").is_null());
    }

    #[test]
    fn search_sees_words_without_tags() {
        assert_eq!(without_tags("<p>a &amp; b</p><p>c</p>"), "a & b c");
        assert_eq!(without_tags("<ul><li>一</li><li>二</li></ul>"), "一 二");
    }
}
