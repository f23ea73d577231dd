//! A signed token taken apart, strictly, before anything believes it (RFC 7515, RFC 8725).
//!
//! Not here: the signature. Nothing read here counts until `keys` and the library have checked it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::claims::Claims;
use super::{Alg, strict};
use crate::{Error, MAX_TOKEN_BYTES};

/// What an ID token may call itself.
pub(crate) const ID_TOKEN_TYPES: &[&str] = &["jwt"];
/// What a logout token may call itself (Back-Channel Logout 1.0 section 2.4).
pub(crate) const LOGOUT_TOKEN_TYPES: &[&str] = &["jwt", "logout+jwt"];

/// A token in its three parts.
pub(crate) struct Jws<'a> {
    pub(crate) raw: &'a str,
    pub(crate) alg: Alg,
    pub(crate) kid: Option<String>,
    pub(crate) claims: Claims,
    pub(crate) signed: &'a str,
    pub(crate) signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Takes a token apart.
    pub(crate) fn parse(raw: &'a str, allowed: &[Alg], types: &[&str]) -> Result<Self, Error> {
        if raw.len() > MAX_TOKEN_BYTES {
            return Err(Error::TooLarge);
        }
        let (signed, signature) = raw.rsplit_once('.').ok_or(Error::Token("not three parts"))?;
        let (header, payload) = signed.split_once('.').ok_or(Error::Token("not three parts"))?;
        if payload.contains('.') {
            return Err(Error::Token("not three parts"));
        }
        let header = strict::object(&decoded(header)?).ok_or(Error::Token("the header is no object"))?;
        let alg = alg_of(&header, allowed)?;
        check_header(&header, types)?;
        let kid = kid_of(&header)?;
        let claims = strict::object(&decoded(payload)?).ok_or(Error::Token("the payload is no object"))?;
        Ok(Self { raw, alg, kid, claims: Claims::new(claims), signed, signature: decoded(signature)? })
    }
}

/// Base64 of exactly one spelling: no padding, no spare bits (RFC 4648 section 3.5), so that a token has one text.
fn decoded(part: &str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Error::Token("not base64url"))
}

fn alg_of(header: &Map<String, Value>, allowed: &[Alg]) -> Result<Alg, Error> {
    header
        .get("alg")
        .and_then(Value::as_str)
        .and_then(Alg::named)
        .filter(|alg| allowed.contains(alg))
        .ok_or(Error::Alg)
}

fn kid_of(header: &Map<String, Value>) -> Result<Option<String>, Error> {
    match header.get("kid") {
        None => Ok(None),
        Some(Value::String(kid)) => Ok(Some(kid.clone())),
        Some(_) => Err(Error::Token("the key's name is no text")),
    }
}

/// Extensions we don't know must not be passed over (RFC 7515 section 4.1.11), tokens in tokens are not unpacked, and
/// one sort of token does not pass for another (RFC 8725 section 3.11).
fn check_header(header: &Map<String, Value>, types: &[&str]) -> Result<(), Error> {
    if ["crit", "b64", "zip", "enc", "cty"].iter().any(|name| header.contains_key(*name)) {
        return Err(Error::Token("an extension of the header"));
    }
    match header.get("typ") {
        None => Ok(()),
        Some(Value::String(typ)) if types.contains(&bare_type(typ).as_str()) => Ok(()),
        Some(_) => Err(Error::Token("another type of token")),
    }
}

/// `application/` may be left out, and the case does not matter (RFC 7515 section 4.1.9).
fn bare_type(typ: &str) -> String {
    let lower = typ.to_ascii_lowercase();
    lower.strip_prefix("application/").map(str::to_owned).unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(token: &str) -> &'static str {
        let allowed = [Alg::Rs256, Alg::Es256];
        Jws::parse(token, &allowed, ID_TOKEN_TYPES).map(|_| ()).expect_err("refused").code()
    }

    fn token(header: &str) -> String {
        format!("{}.{}.AAAA", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode("{}"))
    }

    #[test]
    fn parts_are_three_and_spelled_one_way() {
        let fine = token(r#"{"alg":"ES256"}"#);
        assert!(Jws::parse(&fine, &[Alg::Es256], ID_TOKEN_TYPES).is_ok());
        for text in [
            String::new(),
            "a.b".to_owned(),
            format!("{fine}.AAAA"),
            format!("{fine}="),
            fine.replace("AAAA", "AB"),
        ] {
            assert_eq!(refused(&text), "sso_token", "{text}");
        }
        assert_eq!(refused(&"a".repeat(MAX_TOKEN_BYTES + 1)), "sso_too_large");
    }

    #[test]
    fn headers_that_promise_something_else_are_refused() {
        for (header, code) in [
            (r#"{"alg":"none"}"#, "sso_alg"),
            (r#"{"alg":"HS256"}"#, "sso_alg"),
            (r#"{"alg":"es256"}"#, "sso_alg"),
            (r#"{"alg":"PS256"}"#, "sso_alg"),
            (r#"{"alg":["ES256"]}"#, "sso_alg"),
            ("{}", "sso_alg"),
            (r#"{"alg":"ES256","alg":"ES256"}"#, "sso_token"),
            (r#"{"alg":"ES256","crit":["b64"],"b64":false}"#, "sso_token"),
            (r#"{"alg":"ES256","cty":"JWT"}"#, "sso_token"),
            (r#"{"alg":"ES256","typ":"at+jwt"}"#, "sso_token"),
            (r#"{"alg":"ES256","typ":"logout+jwt"}"#, "sso_token"),
            (r#"{"alg":"ES256","typ":1}"#, "sso_token"),
            (r#"{"alg":"ES256","kid":1}"#, "sso_token"),
            ("[]", "sso_token"),
        ] {
            assert_eq!(refused(&token(header)), code, "{header}");
        }
        for header in
            [r#"{"alg":"ES256","typ":"JWT"}"#, r#"{"alg":"ES256","typ":"application/jwt","kid":"a"}"#]
        {
            assert!(Jws::parse(&token(header), &[Alg::Es256], ID_TOKEN_TYPES).is_ok(), "{header}");
        }
    }
}
