//! A provider's name for itself, compared letter by letter.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::guard;
use crate::Error;

/// A provider's name: a URL without query or fragment (Discovery 1.0 section 3). It is kept as it was written, because
/// it is compared exactly (section 4.3), and `https://a.example` is another name than `https://a.example/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(String);

impl Issuer {
    /// Reads a name.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] if it is no such URL.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text).map_err(|_| Error::Settings("the issuer is not a URL"))?;
        if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
            return Err(Error::Settings("the issuer is not an address of the web"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Error::Settings("the issuer has a query or a fragment"));
        }
        if !url.username().is_empty() || url.password().is_some() || text.trim() != text {
            return Err(Error::Settings("the issuer holds more than an address"));
        }
        Ok(Self(text.to_owned()))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it may be asked: https, or http on this machine if that is allowed.
    pub(crate) fn check_scheme(&self, allow_http_loopback: bool) -> Result<(), Error> {
        let safe = Url::parse(&self.0).is_ok_and(|url| guard::is_safe(&url, allow_http_loopback));
        safe.then_some(()).ok_or(Error::Settings("the issuer is not https"))
    }
}

impl TryFrom<String> for Issuer {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_letter_by_letter() {
        for text in
            ["https://a.example", "https://a.example/", "https://a.example/realms/Kedun", "HTTPS://A.example"]
        {
            assert_eq!(Issuer::parse(text).expect("a name").as_str(), text);
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "",
            "a.example",
            "ftp://a.example",
            "https://",
            "https://a.example?x=1",
            "https://a.example#x",
            "https://me@a.example",
            " https://a.example",
        ] {
            assert_eq!(Issuer::parse(text).expect_err(text).code(), "sso_settings");
        }
    }
}
