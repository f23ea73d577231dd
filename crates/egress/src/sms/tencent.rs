//! Tencent Cloud's `SendSms` of 2021-01-11 in API 3.0, signed with V3 (`TC3-HMAC-SHA256`): cloud.tencent.com, 云 API 3.0,
//! "签名方法 v3".

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::error::Verdict;
use super::message::SmsMessage;
use super::settings::{Filled, Gateway};
use crate::digest::{hmac_sha256, hmac_sha256_hex, sha256_hex};
use crate::secret::Sealed;

const ALGORITHM: &str = "TC3-HMAC-SHA256";
const CONTENT_TYPE: &str = "application/json; charset=utf-8";

pub(super) struct Tencent {
    pub(super) secret_id: String,
    pub(super) secret_key: Sealed,
    pub(super) sdk_app_id: String,
    pub(super) sign_name: String,
    pub(super) region: String,
}

impl Tencent {
    pub(super) fn request(
        &self,
        gateway: &Gateway,
        message: &SmsMessage,
        filled: &Filled<'_>,
        now: Timestamp,
    ) -> http::Result<http::Request<Vec<u8>>> {
        let values: Vec<&str> = filled.values.iter().map(|(_, value)| *value).collect();
        let payload = json!({
            "PhoneNumberSet": [message.to.e164()],
            "SmsSdkAppId": self.sdk_app_id,
            "SignName": self.sign_name,
            "TemplateId": filled.template,
            "TemplateParamSet": values,
        })
        .to_string();
        let headers = [("content-type", CONTENT_TYPE), ("host", &gateway.host()), ("x-tc-action", "sendsms")];
        let authorization = self.authorization("sms", &headers, &payload, now);
        http::Request::post(gateway.endpoint.as_str())
            .header("Authorization", authorization)
            .header("Content-Type", CONTENT_TYPE)
            .header("X-TC-Action", "SendSms")
            .header("X-TC-Version", "2021-01-11")
            .header("X-TC-Timestamp", now.as_second())
            .header("X-TC-Region", &self.region)
            .body(payload.into_bytes())
    }

    /// The signed headers in alphabetical order, names and values in lower case.
    fn authorization(
        &self,
        service: &str,
        headers: &[(&str, &str)],
        payload: &str,
        now: Timestamp,
    ) -> String {
        let (names, canonical) = canonical_request(headers, payload);
        // In UTC, whatever the machine's zone.
        let date = now.strftime("%Y-%m-%d").to_string();
        let scope = format!("{date}/{service}/tc3_request");
        let to_sign =
            format!("{ALGORITHM}\n{}\n{scope}\n{}", now.as_second(), sha256_hex(canonical.as_bytes()));
        let key = zeroize::Zeroizing::new(format!("TC3{}", self.secret_key.reveal()));
        let of_date = hmac_sha256(key.as_bytes(), date.as_bytes());
        let of_service = hmac_sha256(of_date.as_ref(), service.as_bytes());
        let signing = hmac_sha256(of_service.as_ref(), b"tc3_request");
        let signature = hmac_sha256_hex(signing.as_ref(), to_sign.as_bytes());
        format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.secret_id
        )
    }
}

/// The names of the signed headers, and the text whose hash is signed.
fn canonical_request(headers: &[(&str, &str)], payload: &str) -> (String, String) {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let canonical = format!("POST\n/\n\n{}\n{names}\n{}", lines.concat(), sha256_hex(payload.as_bytes()));
    (names, canonical)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    response: Inner,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inner {
    error: Option<Status>,
    #[serde(default)]
    send_status_set: Vec<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    code: String,
}

/// The gateway answers 200 with an error of the platform, or with one status a number.
pub(super) fn verdict(answer: &http::Response<Vec<u8>>) -> Verdict {
    let Ok(Answer { response }) = serde_json::from_slice(answer.body()) else { return Verdict::Unclear };
    let Some(Status { code }) = response.error.or_else(|| response.send_status_set.into_iter().next()) else {
        return Verdict::Unclear;
    };
    match code.as_str() {
        "Ok" if answer.status().is_success() => Verdict::Taken,
        "Ok" => Verdict::Unclear,
        _ if code.starts_with("LimitExceeded") || code.starts_with("RequestLimitExceeded") => {
            Verdict::Limited(code)
        }
        _ if code.starts_with("InternalError") || answer.status().is_server_error() => Verdict::Unclear,
        _ => Verdict::Refused(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYLOAD: &str =
        r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

    /// The documentation's example of signing, `DescribeInstances` of CVM, as printed with keys that end in `EXAMPLE`.
    #[test]
    fn the_published_example_is_signed_as_printed() {
        let tencent = Tencent {
            secret_id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE".into(),
            secret_key: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE".into(),
            sdk_app_id: String::new(),
            sign_name: String::new(),
            region: String::new(),
        };
        let headers = [("content-type", CONTENT_TYPE), ("host", "cvm.tencentcloudapi.com")];
        let now = Timestamp::from_second(1_551_113_065).expect("a time");
        assert_eq!(
            tencent.authorization("cvm", &headers, PAYLOAD, now),
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host, \
             Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
        );
    }

    /// The same request with the action among the signed headers has this hash in the documentation.
    #[test]
    fn the_published_request_has_its_published_hash() {
        let headers = [
            ("content-type", CONTENT_TYPE),
            ("host", "cvm.tencentcloudapi.com"),
            ("x-tc-action", "describeinstances"),
        ];
        let (names, canonical) = canonical_request(&headers, PAYLOAD);
        assert_eq!(names, "content-type;host;x-tc-action");
        assert_eq!(
            sha256_hex(canonical.as_bytes()),
            "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84"
        );
    }
}
