//! An e-mail address: the part before the `@` as written, the domain in lower case.

use model::{FieldProblem, Value};
use url::Host;

use super::clean::{STARS, fault, fold, line, string};
use super::codec::Shape;
use super::operator::EQUALITY;
use super::{BlindDomain, Json, Operator, ReadContext, Rules, plain_text};

pub(super) struct Email;

fn canonical(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let host = match Host::parse(domain).ok()? {
        Host::Domain(host) => host,
        Host::Ipv4(_) | Host::Ipv6(_) => return None,
    };
    (local_holds(local) && domain_holds(&host)).then(|| format!("{local}@{host}"))
}

/// RFC 5321 section 4.1.2 without quoting, RFC 6531 for letters beyond ASCII; section 4.5.3.1.1: 64 octets.
fn local_holds(local: &str) -> bool {
    let atom = |c: char| {
        c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(c)
            || (!c.is_ascii() && c.is_alphanumeric())
    };
    (1..=64).contains(&local.len()) && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

/// RFC 1035 section 2.3.4: labels of 63 octets, 253 in all; at least two labels.
fn domain_holds(host: &str) -> bool {
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(label)
        && host
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit()))
}

impl Rules for Email {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let text = line(string(json)?)?;
        if text.is_empty() {
            return Ok(Value::Null);
        }
        let text = text.replace('\u{FF20}', "@");
        canonical(&text).map(Value::Text).ok_or_else(|| fault("invalid_email"))
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn mask(&self, value: &Value) -> String {
        let text = plain_text(value);
        match text.rsplit_once('@') {
            Some((local, domain)) => match local.chars().next() {
                Some(first) if local.chars().nth(2).is_some() => format!("{first}{STARS}@{domain}"),
                _ => format!("{STARS}@{domain}"),
            },
            None => STARS.into(),
        }
    }

    fn search_text(&self, value: &Value) -> String {
        plain_text(value)
    }

    fn blind_domain(&self) -> BlindDomain {
        BlindDomain::Email
    }

    fn blind_text(&self, value: &Value) -> String {
        fold(&plain_text(value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<String, &'static str> {
        let value = Email.read(&json!(text), &ReadContext::default());
        value.map(|value| plain_text(&value)).map_err(|problem| problem.code)
    }

    #[test]
    fn the_domain_is_folded_and_the_rest_is_kept() {
        assert_eq!(read(" Li.Wei+crm@Example.COM ").as_deref(), Ok("Li.Wei+crm@example.com"));
        assert_eq!(read("王@例子.中国").as_deref(), Ok("王@xn--fsqu00a.xn--fiqs8s"));
        for bad in
            ["x", "x@", "@x.com", "x@y", "a b@x.com", "a..b@x.com", "x@1.2.3.4", "x@-a.com", "a@b@c,com"]
        {
            assert_eq!(read(bad), Err("invalid_email"), "{bad}");
        }
    }

    #[test]
    fn a_mask_shows_the_domain() {
        let mask = |text: &str| Email.mask(&Value::Text(text.into()));
        assert_eq!(mask("zhang@example.com"), "z***@example.com");
        assert_eq!(mask("zy@example.com"), "***@example.com");
    }
}
