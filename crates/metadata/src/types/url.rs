//! A web address, http or https.

use model::{FieldProblem, Value};

use super::clean::{at_most, fault, line, string};
use super::codec::Shape;
use super::operator::LINE;
use super::{Json, Operator, ReadContext, Rules, plain_text};

pub(super) struct Url;

const MAX_CHARS: usize = 2_000;

/// The address in its normal form. Names and passwords in it are refused: they would be shown to everyone.
fn canonical(text: &str) -> Option<String> {
    let url = url::Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (web && url.username().is_empty() && url.password().is_none()).then(|| url.to_string())
}

impl Rules for Url {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let text = at_most(line(string(json)?)?, MAX_CHARS)?;
        if text.is_empty() {
            return Ok(Value::Null);
        }
        let url = canonical(&text).ok_or_else(|| fault("invalid_url"))?;
        at_most(url, MAX_CHARS).map(Value::Text)
    }

    fn operators(&self) -> &'static [Operator] {
        LINE
    }

    fn sortable(&self) -> bool {
        true
    }

    fn search_text(&self, value: &Value) -> String {
        plain_text(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_addresses_pass() {
        assert_eq!(canonical("HTTPS://Example.com").as_deref(), Some("https://example.com/"));
        for bad in
            ["javascript:alert(1)", "example.com", "ftp://example.com", "https://u:p@example.com", "http://"]
        {
            assert_eq!(canonical(bad), None, "{bad}");
        }
    }
}
