//! What an operator says about the gateway, and the same once it is checked.

use model::Locale;
use serde::Deserialize;
use url::Url;

use super::aliyun::Aliyun;
use super::error::SmsError;
use super::generic::Generic;
use super::message::SmsMessage;
use super::tencent::Tencent;
use crate::secret::Sealed;

/// The gateway that sends short messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "gateway", rename_all = "lowercase")]
pub enum SmsSettings {
    /// Any that takes signed JSON.
    Generic(GenericSettings),
    /// Alibaba Cloud's (阿里云短信服务).
    Aliyun(AliyunSettings),
    /// Tencent Cloud's (腾讯云短信).
    Tencent(TencentSettings),
}

/// A gateway that takes JSON, signed with a shared secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenericSettings {
    /// Where messages are posted to.
    pub endpoint: String,
    /// The secret of the signature, at least 32 bytes.
    pub secret: Sealed,
    /// Its templates; without any, the purpose is the template.
    #[serde(default)]
    pub templates: Vec<Template>,
}

/// Alibaba Cloud's gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliyunSettings {
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub access_key_secret: Sealed,
    /// The approved signature (签名) messages begin with.
    pub sign_name: String,
    /// The approved templates.
    pub templates: Vec<Template>,
    /// Another endpoint than `https://dysmsapi.aliyuncs.com/`.
    #[serde(default)]
    pub endpoint: Option<String>,
}

/// Tencent Cloud's gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TencentSettings {
    /// The key's id.
    pub secret_id: String,
    /// The key.
    pub secret_key: Sealed,
    /// The application's id.
    pub sdk_app_id: String,
    /// The approved signature (签名) messages begin with.
    pub sign_name: String,
    /// The approved templates.
    pub templates: Vec<Template>,
    /// The region, by default `ap-guangzhou`.
    #[serde(default)]
    pub region: Option<String>,
    /// Another endpoint than `https://sms.tencentcloudapi.com/`.
    #[serde(default)]
    pub endpoint: Option<String>,
}

/// A template that the gateway knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What it is for.
    pub purpose: String,
    /// Its language.
    pub language: Locale,
    /// The gateway's name for it.
    pub id: String,
    /// The values it takes, in its order; without any, all of the message's.
    #[serde(default)]
    pub params: Vec<String>,
}

/// A setting of short messages that can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("short message setting {0:?} can't be used")]
pub struct SmsSettingsError(pub &'static str);

/// Settings that were checked.
pub(super) struct Gateway {
    pub(super) kind: Kind,
    pub(super) endpoint: Url,
    templates: Vec<Template>,
}

pub(super) enum Kind {
    Generic(Generic),
    Aliyun(Aliyun),
    Tencent(Tencent),
}

/// A template's id and the values it takes.
pub(super) struct Filled<'a> {
    pub(super) template: &'a str,
    pub(super) values: Vec<(&'a str, &'a str)>,
}

impl Gateway {
    pub(super) fn new(settings: SmsSettings) -> Result<Self, SmsSettingsError> {
        let (kind, endpoint, templates) = match settings {
            SmsSettings::Generic(settings) => {
                if settings.secret.reveal().len() < 32 {
                    return Err(SmsSettingsError("secret"));
                }
                (Kind::Generic(Generic { secret: settings.secret }), settings.endpoint, settings.templates)
            }
            SmsSettings::Aliyun(settings) => {
                let endpoint = settings.endpoint.unwrap_or_else(|| "https://dysmsapi.aliyuncs.com/".into());
                let aliyun = Aliyun {
                    access_key_id: token(settings.access_key_id, "access_key_id")?,
                    access_key_secret: settings.access_key_secret,
                    sign_name: settings.sign_name,
                };
                (Kind::Aliyun(aliyun), endpoint, some(settings.templates)?)
            }
            SmsSettings::Tencent(settings) => {
                let endpoint = settings.endpoint.unwrap_or_else(|| "https://sms.tencentcloudapi.com/".into());
                let region = settings.region.unwrap_or_else(|| "ap-guangzhou".into());
                let tencent = Tencent {
                    secret_id: token(settings.secret_id, "secret_id")?,
                    secret_key: settings.secret_key,
                    sdk_app_id: settings.sdk_app_id,
                    sign_name: settings.sign_name,
                    region: token(region, "region")?,
                };
                (Kind::Tencent(tencent), endpoint, some(settings.templates)?)
            }
        };
        let endpoint = Url::parse(&endpoint).map_err(|_| SmsSettingsError("endpoint"))?;
        let is_plain_url =
            endpoint.has_host() && endpoint.username().is_empty() && endpoint.password().is_none();
        // The cloud gateways sign the root of their host and a query of their own.
        let is_root = endpoint.path() == "/" && endpoint.query().is_none();
        if !is_plain_url || !(is_root || matches!(kind, Kind::Generic(_))) {
            return Err(SmsSettingsError("endpoint"));
        }
        Ok(Self { kind, endpoint, templates })
    }

    /// The host as the `Host` header names it: it is signed.
    pub(super) fn host(&self) -> String {
        let host = self.endpoint.host_str().unwrap_or_default();
        self.endpoint.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The template for a message in its language; in the other language where that one is missing, for a code in a
    /// foreign language is better than none.
    pub(super) fn fill<'a>(&'a self, message: &'a SmsMessage) -> Result<Filled<'a>, SmsError> {
        let all = || message.params.iter().map(|(name, value)| (name.as_str(), value.reveal()));
        if self.templates.is_empty() {
            return Ok(Filled { template: &message.purpose, values: all().collect() });
        }
        let fitting = || self.templates.iter().filter(|template| template.purpose == message.purpose);
        let template = fitting()
            .find(|template| template.language == message.language)
            .or_else(|| fitting().next())
            .ok_or(SmsError::NoTemplate)?;
        let values = if template.params.is_empty() {
            all().collect()
        } else {
            let value_of = |wanted: &'a String| all().find(|(name, _)| name == wanted);
            template.params.iter().map(value_of).collect::<Option<_>>().ok_or(SmsError::NoTemplate)?
        };
        Ok(Filled { template: &template.id, values })
    }
}

fn some(templates: Vec<Template>) -> Result<Vec<Template>, SmsSettingsError> {
    if templates.is_empty() { Err(SmsSettingsError("templates")) } else { Ok(templates) }
}

/// A name that goes into a header.
fn token(text: String, setting: &'static str) -> Result<String, SmsSettingsError> {
    let fits =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-*".contains(&byte));
    if fits { Ok(text) } else { Err(SmsSettingsError(setting)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The setting that can't be used; none where all can.
    fn refused(text: &str) -> Option<&'static str> {
        let settings = serde_json::from_str(text).expect("reads");
        Gateway::new(settings).err().map(|error| error.0)
    }

    fn generic(endpoint: &str, secret: &str) -> String {
        format!(r#"{{"gateway": "generic", "endpoint": "{endpoint}", "secret": "{secret}"}}"#)
    }

    #[test]
    fn settings_that_cant_be_used_are_named() {
        let secret = "s".repeat(32);
        assert_eq!(refused(&generic("https://gateway.example/send?v=1", &secret)), None);
        assert_eq!(refused(&generic("not a url", &secret)), Some("endpoint"));
        assert_eq!(refused(&generic("https://u:p@gateway.example/", &secret)), Some("endpoint"));
        assert_eq!(refused(&generic("https://gateway.example/", "short")), Some("secret"));
        let aliyun = r#"{"gateway": "aliyun", "access_key_id": "a", "access_key_secret": "k", "sign_name": "s",
            "templates": [{"purpose": "p", "language": "zh", "id": "1"}]}"#;
        assert_eq!(refused(aliyun), None);
        let elsewhere =
            aliyun.replace(r#""sign_name""#, r#""endpoint": "https://g.example/send", "sign_name""#);
        assert_eq!(refused(&elsewhere), Some("endpoint"));
        let none = aliyun.replace(r#"{"purpose": "p", "language": "zh", "id": "1"}"#, "");
        assert_eq!(refused(&none), Some("templates"));
        let tencent = r#"{"gateway": "tencent", "secret_id": "a\r\nb", "secret_key": "k", "sdk_app_id": "1",
            "sign_name": "s", "templates": [{"purpose": "p", "language": "zh", "id": "1"}]}"#;
        assert_eq!(refused(tencent), Some("secret_id"));
    }

    #[test]
    fn an_unknown_setting_is_a_mistake() {
        let typo = generic("https://g.example", "s").replace("secret", "secrte");
        assert!(serde_json::from_str::<SmsSettings>(&typo).is_err());
    }
}
