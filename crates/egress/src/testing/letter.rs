//! Takes a received mail apart: enough of RFC 5322, RFC 2045 and RFC 2047 for mails this house sends.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A mail, decoded.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    headers: Vec<(String, String)>,
    /// The text part, with `\n` between lines.
    pub text: String,
    /// The HTML part; empty where there is none.
    pub html: String,
}

impl Letter {
    pub(super) fn parse(raw: &[u8]) -> Self {
        let raw = String::from_utf8_lossy(raw);
        let (headers, body) = split(&raw);
        let mut letter = Self { headers, ..Self::default() };
        let content_type = letter.raw_header("content-type").to_owned();
        if let Some(boundary) =
            content_type.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next())
        {
            let separator = format!("--{boundary}");
            for part in body.split(separator.as_str()).skip(1).take_while(|part| !part.starts_with("--")) {
                let (headers, body) = split(part.trim_start_matches("\r\n"));
                letter.take_part(&headers, body);
            }
        } else {
            let headers = letter.headers.clone();
            letter.take_part(&headers, body);
        }
        letter
    }

    /// The decoded header of that name; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        decode_words(self.raw_header(name))
    }

    /// The headers' names in lower case, in the order received.
    pub fn header_names(&self) -> Vec<&str> {
        self.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn raw_header(&self, name: &str) -> &str {
        value_of(&self.headers, name)
    }

    fn take_part(&mut self, headers: &[(String, String)], body: &str) {
        let decoded = match value_of(headers, "content-transfer-encoding") {
            "base64" => decode_base64(body),
            "quoted-printable" => decode_quoted(body),
            _ => body.to_owned(),
        };
        let decoded = decoded.replace("\r\n", "\n");
        let part = if value_of(headers, "content-type").starts_with("text/html") {
            &mut self.html
        } else {
            &mut self.text
        };
        decoded.trim_end_matches('\n').clone_into(part);
    }
}

fn value_of<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
    headers.iter().find(|(its, _)| its.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}

/// Headers, unfolded, and the body.
fn split(text: &str) -> (Vec<(String, String)>, &str) {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let headers = unfolded.split("\r\n").filter_map(|line| line.split_once(':'));
    (headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect(), body)
}

/// Encoded words (RFC 2047); the white space between two of them is no part of the text.
fn decode_words(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some((before, word)) = rest.split_once("=?") {
        if !(after_word && before.trim().is_empty()) {
            text.push_str(before);
        }
        let mut parts = word.splitn(4, '?');
        let (_charset, encoding, content) =
            (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if encoding.eq_ignore_ascii_case("b") {
            text.push_str(&decode_base64(content));
        } else {
            text.push_str(&decode_quoted(&content.replace('_', " ")));
        }
        rest = parts.next().and_then(|rest| rest.strip_prefix('=')).unwrap_or_default();
        after_word = true;
    }
    text.push_str(rest);
    text
}

fn decode_base64(text: &str) -> String {
    let compact: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(compact).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// Quoted-printable (RFC 2045 section 6.7).
fn decode_quoted(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut parts = joined.split('=');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        bytes.push(u8::from_str_radix(code, 16).unwrap_or(b'?'));
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
