//! A text that never prints itself.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A password, key, code or text of a message: read where it is sent, printed nowhere, wiped when dropped.
#[derive(Clone)]
pub struct Sealed(Zeroizing<String>);

impl Sealed {
    /// Seals a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

impl From<String> for Sealed {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Sealed {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
