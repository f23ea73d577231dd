//! What stands in one column of one row, and what is bound to one parameter of a statement.

use std::cmp::Ordering;
use std::fmt;

use uuid::Uuid;

/// A stored value. Both engines store the same scalars, so the same comparison gives the same answer.
///
/// Storage classes map so: text, JSON -> `Text`; integer -> `Int`; decimal -> `Int` scaled by the field's
/// scale; boolean -> `Bool`; date and date-time -> `Int` microseconds since 1970-01-01T00:00:00Z (a date is
/// its midnight UTC); sealed values and blind indexes -> `Bytes`; references -> `Id`.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub enum Scalar {
    /// No value.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number; decimals and times are stored as one.
    Int(i64),
    /// Text in UTF-8, compared byte by byte.
    Text(String),
    /// Bytes, such as a sealed value.
    Bytes(Vec<u8>),
    /// An id.
    Id(Uuid),
}

impl Scalar {
    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Orders two scalars of the same kind; `None` for null or unlike kinds, as SQL would answer unknown.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
            (Self::Bytes(a), Self::Bytes(b)) => Some(a.cmp(b)),
            (Self::Id(a), Self::Id(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
            _ => None,
        }
    }
}

/// Values may be a customer's: only their kind is ever printed.
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Bool(value) => write!(f, "Bool({value})"),
            Self::Int(_) => f.write_str("Int(…)"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Id(id) => write!(f, "Id({id})"),
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Vec<u8>> for Scalar {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Uuid> for Scalar {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl<T: Into<Scalar>> From<Option<T>> for Scalar {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_a_scalar_never_shows_a_customers_value() {
        let shown = format!("{:?} {:?}", Scalar::from("13812345678"), Scalar::from(42));
        assert!(!shown.contains("138") && !shown.contains("42"), "{shown}");
    }

    #[test]
    fn unlike_kinds_do_not_compare() {
        assert_eq!(Scalar::from("1").compare(&Scalar::from(1)), None);
        assert_eq!(Scalar::Null.compare(&Scalar::Null), None);
        assert_eq!(Scalar::from("a").compare(&Scalar::from("b")), Some(Ordering::Less));
    }
}
