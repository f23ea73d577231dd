//! A setting of which parts are sent: what is not named stays, so that two people who change different parts do not undo each
//! other's.

use model::{Kind, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The parts by name, each whole.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Parts(Map<String, Value>);

impl Parts {
    /// The setting with these parts in place of its own.
    ///
    /// # Errors
    /// `bad_request` for a part that is none, or can't be read.
    pub(crate) fn over<T: Serialize + DeserializeOwned>(self, present: &T) -> Result<T, Problem> {
        let Ok(Value::Object(mut whole)) = serde_json::to_value(present) else {
            return Err(Problem::internal());
        };
        whole.extend(self.0);
        // The reader's own words name keys and types of what was sent, never values.
        serde_json::from_value(Value::Object(whole))
            .map_err(|_| Problem::new(Kind::Invalid, "bad_request").with("reason", "setting"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Setting {
        days: u32,
        word: String,
    }

    fn over(parts: &str) -> Result<Setting, Problem> {
        let parts: Parts = serde_json::from_str(parts).unwrap();
        parts.over(&Setting { days: 7, word: "as it was".into() })
    }

    #[test]
    fn what_is_not_named_stays_and_what_is_unknown_is_refused() {
        assert_eq!(over("{}").unwrap(), Setting { days: 7, word: "as it was".into() });
        assert_eq!(over(r#"{"days": 8}"#).unwrap(), Setting { days: 8, word: "as it was".into() });
        for wrong in [r#"{"day": 8}"#, r#"{"days": "eight"}"#] {
            assert_eq!(over(wrong).unwrap_err().code, "bad_request");
        }
    }
}
