//! The one error people see: a stable code, words for them in their language, and the fields concerned.
//!
//! Detail for the log travels beside it as the error chain of the room that failed, never inside it.

use std::borrow::Cow;
use std::fmt;

use crate::{Locale, words_of};

/// What sort of refusal this is. `server` alone decides which HTTP status each one gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request itself is malformed.
    BadRequest,
    /// Nobody is signed in.
    Unauthenticated,
    /// Signed in, but not allowed.
    Forbidden,
    /// Not there, or not to be seen by this principal.
    NotFound,
    /// It stands against the present state: a duplicate, a used thing.
    Conflict,
    /// The record changed since it was read.
    VersionConflict,
    /// The version that was read must be named.
    VersionRequired,
    /// Understood, but the content breaks a rule.
    Invalid,
    /// Larger than the limit.
    TooLarge,
    /// A media type or encoding that is not read here.
    Unsupported,
    /// Too many tries; come back later.
    TooMany,
    /// Busy or shutting down; the same request may be tried again.
    Unavailable,
    /// Our fault.
    Internal,
}

/// A value put into a sentence, such as a limit.
pub type Param = (&'static str, Cow<'static, str>);

/// One field's fault.
#[derive(Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field, or a path such as `filter.and[2]`.
    pub field: String,
    /// A stable code.
    pub code: &'static str,
    /// What the sentence is filled with. Never a customer's value.
    pub params: Vec<Param>,
}

/// A refusal that can be shown to the person who asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// What sort.
    pub kind: Kind,
    /// A stable code; `words.rs` holds its sentences.
    pub code: &'static str,
    /// What the sentence is filled with. Never a customer's value.
    pub params: Vec<Param>,
    /// The fields concerned.
    pub fields: Vec<FieldProblem>,
}

impl Problem {
    /// A problem of that kind and code.
    pub fn new(kind: Kind, code: &'static str) -> Self {
        Self { kind, code, params: Vec::new(), fields: Vec::new() }
    }

    /// The thing is not there, or may not be seen: the same answer for both.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "not_found")
    }

    /// The principal may not do this.
    pub fn forbidden() -> Self {
        Self::new(Kind::Forbidden, "forbidden")
    }

    /// Our fault; the log knows more.
    pub fn internal() -> Self {
        Self::new(Kind::Internal, "internal")
    }

    /// Some fields break their rules.
    pub fn invalid_fields(fields: Vec<FieldProblem>) -> Self {
        Self { kind: Kind::Invalid, code: "validation_failed", params: Vec::new(), fields }
    }

    /// One field breaks a rule.
    pub fn invalid_field(field: impl Into<String>, code: &'static str) -> Self {
        Self::invalid_fields(vec![FieldProblem::new(field, code)])
    }

    /// The same problem with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// The sentence in the reader's language.
    pub fn sentence(&self, locale: Locale) -> String {
        filled(self.code, &self.params, locale)
    }
}

impl FieldProblem {
    /// A field's fault of that code.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, params: Vec::new() }
    }

    /// The same fault with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// The sentence in the reader's language.
    pub fn sentence(&self, locale: Locale) -> String {
        filled(self.code, &self.params, locale)
    }
}

fn filled(code: &str, params: &[Param], locale: Locale) -> String {
    let words = words_of(code);
    let template = match locale {
        Locale::Zh => words.zh,
        Locale::En => words.en,
    };
    params
        .iter()
        .fold(template.into(), |text: String, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

impl fmt::Debug for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.code)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({}) {:?}", self.kind, self.code, self.fields)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_filled_in_both_languages() {
        let problem = FieldProblem::new("name", "too_long").with("max", "200");
        assert!(problem.sentence(Locale::Zh).contains("200"));
        assert!(problem.sentence(Locale::En).contains("200"));
    }
}
