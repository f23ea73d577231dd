//! What reading a value or a condition needs to know of the company and of the person asking.

use jiff::{Timestamp, tz::TimeZone};
use model::{Column, Currency, UserId};

/// What the company settings say about values that leave something out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadContext {
    /// The country of a phone number written without one: ISO 3166-1 alpha-2, such as `CN`.
    pub default_country: String,
    /// The currency of an amount written without one, when the field names none.
    pub company_currency: Currency,
}

impl Default for ReadContext {
    fn default() -> Self {
        Self { default_country: "CN".into(), company_currency: Currency::CNY }
    }
}

/// Turns a term into the bytes that stand in a blind index.
pub type Blind<'a> = &'a dyn Fn(&BlindTerm) -> Vec<u8>;

/// What a condition may depend on besides its operand.
#[derive(Clone, Copy)]
pub struct ConditionContext<'a> {
    /// How operands are read.
    pub read: &'a ReadContext,
    /// The present instant.
    pub now: Timestamp,
    /// The zone in which the reader's days, weeks and months begin.
    pub zone: &'a TimeZone,
    /// The reader.
    pub me: UserId,
    /// Everyone in the reader's team and the teams below it.
    pub my_team: &'a [UserId],
    /// How a sealed field's operand becomes its blind index.
    pub blind: Blind<'a>,
}

/// Which texts of a blind index may be equal to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlindDomain {
    /// A phone number in E.164, the same in every object.
    Phone,
    /// The last four digits of a phone number.
    PhoneTail4,
    /// An e-mail address, the same in every object.
    Email,
    /// A number of an identity document, the same in every object.
    IdNumber,
    /// Any other value: only within its own field.
    Text,
}

/// A normalized text whose keyed hash stands in a column beside a sealed value.
#[derive(Clone, PartialEq, Eq)]
pub struct BlindTerm {
    /// The column of the hash.
    pub column: Column,
    /// Which texts it may equal.
    pub domain: BlindDomain,
    /// The normalized text: a customer's value, never logged.
    pub text: String,
}

impl std::fmt::Debug for BlindTerm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlindTerm({:?}, {:?})", self.column, self.domain)
    }
}
