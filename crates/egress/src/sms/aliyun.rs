//! Alibaba Cloud's `SendSms` of 2017-05-25, signed with V3 (`ACS3-HMAC-SHA256`): help.aliyun.com, "V3 版本请求体&签名机制".

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::Verdict;
use super::message::SmsMessage;
use super::settings::{Filled, Gateway};
use crate::digest::{hmac_sha256_hex, sha256_hex};
use crate::secret::Sealed;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

pub(super) struct Aliyun {
    pub(super) access_key_id: String,
    pub(super) access_key_secret: Sealed,
    pub(super) sign_name: String,
}

impl Aliyun {
    pub(super) fn request(
        &self,
        gateway: &Gateway,
        message: &SmsMessage,
        filled: &Filled<'_>,
        now: Timestamp,
        nonce: &str,
    ) -> http::Result<http::Request<Vec<u8>>> {
        let params: Map<String, Value> =
            filled.values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let query = canonical_query(&[
            ("PhoneNumbers", message.to.without_plus()),
            ("SignName", &self.sign_name),
            ("TemplateCode", filled.template),
            ("TemplateParam", &Value::Object(params).to_string()),
        ]);
        let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let payload_hash = sha256_hex(b"");
        // In alphabetical order, as they are signed.
        let headers = [
            ("host", gateway.host()),
            ("x-acs-action", "SendSms".into()),
            ("x-acs-content-sha256", payload_hash.clone()),
            ("x-acs-date", date),
            ("x-acs-signature-nonce", nonce.into()),
            ("x-acs-version", "2017-05-25".into()),
        ];
        let authorization = self.authorization(&query, &headers, &payload_hash);
        let mut url = gateway.endpoint.clone();
        url.set_query(Some(&query));
        let mut request = http::Request::post(url.as_str()).header("Authorization", authorization);
        // The client writes `Host` itself, the same.
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            request = request.header(*name, value);
        }
        request.body(Vec::new())
    }

    fn authorization(&self, query: &str, headers: &[(&str, String)], payload_hash: &str) -> String {
        let lines: Vec<String> =
            headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let canonical = format!("POST\n/\n{query}\n{}\n{names}\n{payload_hash}", lines.concat());
        let to_sign = format!("{ALGORITHM}\n{}", sha256_hex(canonical.as_bytes()));
        let signature = hmac_sha256_hex(self.access_key_secret.reveal().as_bytes(), to_sign.as_bytes());
        format!("{ALGORITHM} Credential={},SignedHeaders={names},Signature={signature}", self.access_key_id)
    }
}

/// Names and values percent-encoded; the names are given in alphabetical order.
fn canonical_query(pairs: &[(&str, &str)]) -> String {
    let encoded = pairs.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value)));
    encoded.collect::<Vec<_>>().join("&")
}

/// RFC 3986 section 2.1: everything but the unreserved characters.
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex::encode_upper([byte]));
        }
    }
    encoded
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Code")]
    code: String,
}

/// The gateway answers 200 with a code of the business, or another status with a code of the platform.
pub(super) fn verdict(answer: &http::Response<Vec<u8>>) -> Verdict {
    let Ok(Answer { code }) = serde_json::from_slice(answer.body()) else { return Verdict::Unclear };
    let status = answer.status();
    match code.as_str() {
        "OK" if status.is_success() => Verdict::Taken,
        "OK" => Verdict::Unclear,
        // 业务限流: so many a minute, an hour, a day to one number; and so many a day or month altogether.
        "isv.BUSINESS_LIMIT_CONTROL" | "isv.DAY_LIMIT_CONTROL" | "isv.MONTH_LIMIT_CONTROL" => {
            Verdict::Limited(code)
        }
        _ if code.starts_with("Throttling") => Verdict::Limited(code),
        _ if status.is_server_error() || code == "isp.SYSTEM_ERROR" => Verdict::Unclear,
        _ => Verdict::Refused(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documentation's example with fixed values: `RunInstances` of ECS.
    #[test]
    fn the_published_example_is_signed_as_printed() {
        let aliyun = Aliyun {
            access_key_id: "YourAccessKeyId".into(),
            access_key_secret: "YourAccessKeySecret".into(),
            sign_name: String::new(),
        };
        let query = canonical_query(&[
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
            ("RegionId", "cn-shanghai"),
        ]);
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let headers = [
            ("host", "ecs.cn-shanghai.aliyuncs.com".into()),
            ("x-acs-action", "RunInstances".into()),
            ("x-acs-content-sha256", nothing.into()),
            ("x-acs-date", "2023-10-26T10:22:32Z".into()),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d".into()),
            ("x-acs-version", "2014-05-26".into()),
        ];
        assert_eq!(
            aliyun.authorization(&query, &headers, nothing),
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
             x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn all_but_the_unreserved_is_percent_encoded() {
        assert_eq!(percent("aZ0-_.~ *+/{\"码"), "aZ0-_.~%20%2A%2B%2F%7B%22%E7%A0%81");
    }
}
