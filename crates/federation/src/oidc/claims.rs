//! What a token says, and the rules of when and for whom it says it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::OidcSettings;
use crate::{CLOCK_SKEW_SECS, Error, MAX_TOKEN_AGE_SECS};

/// The claims of a token, every name once.
pub(crate) struct Claims(Map<String, Value>);

impl Claims {
    pub(crate) fn new(map: Map<String, Value>) -> Self {
        Self(map)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Puts a claim where there is none.
    pub(crate) fn add(&mut self, name: &str, value: Value) {
        if !self.has(name) {
            self.0.insert(name.to_owned(), value);
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// A text that is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// One text or a list of them; anything else in the list is passed over.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        match self.get(name) {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// A yes; some providers write it as a text.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Bool(true)))
            || self.get(name).and_then(Value::as_str) == Some("true")
    }

    /// A time in seconds since 1970 (RFC 7519 section 2), parts of a second cut off.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, Error> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let secs = whole_secs(value).ok_or(Error::Token("a time is no time"))?;
        Timestamp::from_second(secs).map(Some).map_err(|_| Error::Token("a time is no time"))
    }

    /// `exp`, `iat` and `nbf`, with allowance for the clock. Returns when the token was issued.
    pub(crate) fn check_times(&self, now: Timestamp) -> Result<Timestamp, Error> {
        let now_secs = now.as_second();
        let expires = self.time("exp")?.ok_or(Error::Token("it never expires"))?;
        let issued = self.time("iat")?.ok_or(Error::Token("it was never issued"))?;
        let counts_from = self.time("nbf")?.unwrap_or(issued);
        let latest = now_secs.saturating_add(CLOCK_SKEW_SECS);
        if issued.as_second() > latest || counts_from.as_second() > latest {
            return Err(Error::NotYet);
        }
        let expired = now_secs.saturating_sub(CLOCK_SKEW_SECS) >= expires.as_second();
        let aged = now_secs.saturating_sub(MAX_TOKEN_AGE_SECS) > issued.as_second();
        if expired || aged { Err(Error::Expired) } else { Ok(issued) }
    }

    /// `iss` is the provider, `aud` names us, and nobody we don't trust beside us (Core 1.0 section 3.1.3.7).
    pub(crate) fn check_parties(&self, settings: &OidcSettings) -> Result<(), Error> {
        if self.get("iss").and_then(Value::as_str) != Some(settings.issuer.as_str()) {
            return Err(Error::Issuer);
        }
        let audiences = self.texts("aud");
        let all_texts = !matches!(self.get("aud"), Some(Value::Array(many)) if many.len() != audiences.len());
        let trusted =
            |aud: &&str| **aud == settings.client_id || settings.audiences.iter().any(|a| a == *aud);
        let ours = audiences.contains(&settings.client_id.as_str());
        if ours && all_texts && audiences.iter().all(trusted) { Ok(()) } else { Err(Error::Audience) }
    }

    /// `azp` is us if it is there, and it is there if the token is for several (Core 1.0 section 3.1.3.7, 4 and 5).
    pub(crate) fn check_authorized_party(&self, settings: &OidcSettings) -> Result<(), Error> {
        let ours = match self.get("azp") {
            Some(azp) => azp.as_str() == Some(settings.client_id.as_str()),
            None => self.texts("aud").len() <= 1,
        };
        if ours { Ok(()) } else { Err(Error::Audience) }
    }

    /// `auth_time` is recent enough if it was asked for (Core 1.0 section 3.1.3.7, 13). Returns it.
    pub(crate) fn check_auth_time(
        &self,
        max_age_secs: Option<u32>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Error> {
        let at = self.time("auth_time")?;
        let Some(max_age_secs) = max_age_secs else { return Ok(at) };
        let age_secs = now.as_second().saturating_sub(at.ok_or(Error::AuthTime)?.as_second());
        let recent =
            (-CLOCK_SKEW_SECS..=i64::from(max_age_secs).saturating_add(CLOCK_SKEW_SECS)).contains(&age_secs);
        if recent { Ok(at) } else { Err(Error::AuthTime) }
    }

    /// The person's name there: at most 255 ASCII characters (Core 1.0 section 2).
    pub(crate) fn subject(&self) -> Result<Option<String>, Error> {
        self.short("sub", Error::Token("the subject is no name"))
    }

    /// The session's name there.
    pub(crate) fn session(&self) -> Result<Option<String>, Error> {
        self.short("sid", Error::Token("the session is no name"))
    }

    fn short(&self, name: &str, otherwise: Error) -> Result<Option<String>, Error> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if (1..=255).contains(&text.len()) => Ok(Some(text.clone())),
            Some(_) => Err(otherwise),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and between the bounds checked here"
)]
fn whole_secs(value: &Value) -> Option<i64> {
    /// No time of interest is further away, and every whole number below it is exact.
    const FAR_SECS: f64 = 1e12;
    value.as_i64().or_else(|| {
        let secs = value.as_f64()?.floor();
        (-FAR_SECS..=FAR_SECS).contains(&secs).then_some(secs as i64)
    })
}
