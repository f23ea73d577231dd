//! A gateway that takes JSON: `{to, text, template, language, params}`, with `X-Kedun-Timestamp` (Unix seconds) and
//! `X-Kedun-Signature`: `v1=` and the hexadecimal HMAC-SHA256 of the timestamp, a full stop and the body. A gateway checks
//! both and refuses a timestamp that is minutes away. Any 2yz takes the message, 429 limits it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::error::Verdict;
use super::message::SmsMessage;
use super::settings::{Filled, Gateway};
use crate::digest::hmac_sha256_hex;
use crate::secret::Sealed;

pub(super) struct Generic {
    pub(super) secret: Sealed,
}

impl Generic {
    pub(super) fn request(
        &self,
        gateway: &Gateway,
        message: &SmsMessage,
        filled: &Filled<'_>,
        now: Timestamp,
    ) -> http::Result<http::Request<Vec<u8>>> {
        let params: Map<String, Value> =
            filled.values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let body = json!({
            "to": message.to.e164(),
            "text": message.text.reveal(),
            "template": filled.template,
            "language": message.language.as_str(),
            "params": params,
        })
        .to_string();
        let timestamp = now.as_second().to_string();
        let signature = sign(self.secret.reveal(), &timestamp, &body);
        http::Request::post(gateway.endpoint.as_str())
            .header("Content-Type", "application/json")
            .header("X-Kedun-Timestamp", timestamp)
            .header("X-Kedun-Signature", format!("v1={signature}"))
            .body(body.into_bytes())
    }
}

fn sign(secret: &str, timestamp: &str, body: &str) -> String {
    hmac_sha256_hex(secret.as_bytes(), format!("{timestamp}.{body}").as_bytes())
}

pub(super) fn verdict(answer: &http::Response<Vec<u8>>) -> Verdict {
    let code = || format!("http.{}", answer.status().as_u16());
    match answer.status().as_u16() {
        200..=299 => Verdict::Taken,
        429 => Verdict::Limited(code()),
        300..=499 => Verdict::Refused(code()),
        _ => Verdict::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python 3's `hmac.new(b"k" * 32, b'1551113065.{"a":1}', "sha256").hexdigest()`.
    #[test]
    fn the_signature_is_as_another_program_computes_it() {
        assert_eq!(
            sign(&"k".repeat(32), "1551113065", r#"{"a":1}"#),
            "48ea23788d966555a4a098076d24da7884271617273526846c0618d99bdc6ac5"
        );
    }
}
