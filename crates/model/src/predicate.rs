//! Which rows: one pure tree with two readers. [`Predicate::holds`] answers in memory; `tables` renders
//! the same tree to SQL. Invariant: both give the same rows (the differential test in `tables`).
//!
//! The logic is two-valued: a comparison with an empty column is false, and `Not` turns exactly that.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use crate::{ObjectName, Scalar};

/// A column of an object's table. Made by `metadata` from a field, never from a reader's text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(Arc<str>);

impl Column {
    /// A column of that name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name as it stands in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a column is held against a value. "Not equal" is `Not(Equal)`, so that it also holds for empty columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// The same value.
    Equal,
    /// Before the value.
    Less,
    /// Before or the same.
    LessOrEqual,
    /// After the value.
    Greater,
    /// After or the same.
    GreaterOrEqual,
}

impl Comparison {
    fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// How a text column is searched for a piece of text; ASCII letters match in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextMatch {
    /// The piece stands anywhere.
    Contains,
    /// The text begins with the piece.
    Starts,
}

/// A condition on the rows of one object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// Every row.
    True,
    /// No row.
    False,
    /// All of these; of none: every row.
    And(Vec<Predicate>),
    /// Any of these; of none: no row.
    Or(Vec<Predicate>),
    /// Exactly the rows the inner condition leaves out.
    Not(Box<Predicate>),
    /// The column is held against a value. False when either is null.
    Compare {
        /// The column.
        column: Column,
        /// How.
        comparison: Comparison,
        /// Against what.
        value: Scalar,
    },
    /// The column is one of the values. Null is never one of them.
    In {
        /// The column.
        column: Column,
        /// The values; none: no row.
        values: Vec<Scalar>,
    },
    /// The column is empty.
    IsNull(Column),
    /// The text column contains or begins with a piece of text.
    Text {
        /// The column.
        column: Column,
        /// Where the piece must stand.
        matching: TextMatch,
        /// The piece.
        piece: String,
    },
    /// The column holds a JSON array of strings, and this string is one of them.
    ListHas {
        /// The column.
        column: Column,
        /// The string.
        item: String,
    },
    /// The column names a living record of `object` (when `kind` is set, only if that column names the object),
    /// and that record fulfils the inner condition.
    Linked {
        /// The column with the other record's id.
        column: Column,
        /// For a link to one of several objects: the column that names the object.
        kind: Option<Column>,
        /// The other record's object.
        object: ObjectName,
        /// What the other record must fulfil.
        test: Box<Predicate>,
    },
    /// The record's id is among those a full-text search for these texts finds in the named fields' entries.
    Found {
        /// The grams to find, already cut, in the index's own form.
        query: String,
        /// The names of the fields whose index entries may be used.
        fields: Vec<String>,
    },
}

/// What an in-memory evaluation needs to know of a record.
pub trait Facts {
    /// The column's stored value; null when there is none.
    fn column(&self, column: &Column) -> Scalar;

    /// The living record of `object` with that id, if any.
    fn linked(&self, object: &ObjectName, id: &Scalar) -> Option<Box<dyn Facts + '_>>;

    /// Whether the search index holds the query for this record in one of the fields.
    fn found(&self, query: &str, fields: &[String]) -> bool {
        let _ = (query, fields);
        false
    }
}

impl Predicate {
    /// All of the given conditions, without needless nesting.
    pub fn all(parts: impl IntoIterator<Item = Predicate>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::True => {}
                Self::False => return Self::False,
                Self::And(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        single_or(kept, Self::And, Self::True)
    }

    /// Any of the given conditions, without needless nesting.
    pub fn any(parts: impl IntoIterator<Item = Predicate>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::False => {}
                Self::True => return Self::True,
                Self::Or(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        single_or(kept, Self::Or, Self::False)
    }

    /// The rows this condition leaves out.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// The column equals the value.
    pub fn equal(column: Column, value: impl Into<Scalar>) -> Self {
        Self::Compare { column, comparison: Comparison::Equal, value: value.into() }
    }

    /// Whether the record fulfils the condition.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::True => true,
            Self::False => false,
            Self::And(parts) => parts.iter().all(|part| part.holds(facts)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(facts)),
            Self::Not(inner) => !inner.holds(facts),
            Self::Compare { column, comparison, value } => {
                facts.column(column).compare(value).is_some_and(|order| comparison.accepts(order))
            }
            Self::In { column, values } => {
                let stored = facts.column(column);
                values.iter().any(|value| stored.compare(value) == Some(Ordering::Equal))
            }
            Self::IsNull(column) => facts.column(column).is_null(),
            Self::Text { column, matching, piece } => match facts.column(column) {
                Scalar::Text(text) => text_matches(&text, *matching, piece),
                _ => false,
            },
            Self::ListHas { column, item } => match facts.column(column) {
                Scalar::Text(json) => list_has(&json, item),
                _ => false,
            },
            Self::Linked { column, kind, object, test } => {
                let names_it = kind
                    .as_ref()
                    .is_none_or(|kind| facts.column(kind) == Scalar::Text(object.as_str().into()));
                let id = facts.column(column);
                names_it
                    && !id.is_null()
                    && facts.linked(object, &id).is_some_and(|other| test.holds(&*other))
            }
            Self::Found { query, fields } => facts.found(query, fields),
        }
    }
}

fn single_or(mut parts: Vec<Predicate>, join: fn(Vec<Predicate>) -> Predicate, none: Predicate) -> Predicate {
    match parts.len() {
        0 => none,
        1 => parts.pop().unwrap_or(none),
        _ => join(parts),
    }
}

fn text_matches(text: &str, matching: TextMatch, piece: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let piece = piece.to_ascii_lowercase();
    match matching {
        TextMatch::Contains => text.contains(&piece),
        TextMatch::Starts => text.starts_with(&piece),
    }
}

fn list_has(json: &str, item: &str) -> bool {
    serde_json::from_str::<Vec<String>>(json).is_ok_and(|items| items.iter().any(|held| held == item))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Row(BTreeMap<&'static str, Scalar>);

    impl Facts for Row {
        fn column(&self, column: &Column) -> Scalar {
            self.0.get(column.as_str()).cloned().unwrap_or_default()
        }

        fn linked(&self, _: &ObjectName, _: &Scalar) -> Option<Box<dyn Facts + '_>> {
            None
        }
    }

    fn row() -> Row {
        Row([("stage", Scalar::from("won")), ("tags", Scalar::from(r#"["a","x\"b"]"#))].into())
    }

    #[test]
    fn an_empty_column_fulfils_only_the_negation() {
        let test = Predicate::equal(Column::new("amount"), 5);
        assert!(!test.holds(&row()));
        assert!(test.negate().holds(&row()));
    }

    #[test]
    fn joining_drops_what_says_nothing() {
        let won = Predicate::equal(Column::new("stage"), "won");
        assert_eq!(Predicate::all([Predicate::True, won.clone()]), won);
        assert_eq!(Predicate::all([]), Predicate::True);
        assert_eq!(Predicate::any([]), Predicate::False);
        assert_eq!(Predicate::any([won, Predicate::True]), Predicate::True);
    }

    #[test]
    fn text_and_lists_are_searched_exactly() {
        let piece = |piece: &str| Predicate::Text {
            column: Column::new("stage"),
            matching: TextMatch::Contains,
            piece: piece.into(),
        };
        assert!(piece("WO").holds(&row()));
        assert!(!piece("x").holds(&row()));
        let has = |item: &str| Predicate::ListHas { column: Column::new("tags"), item: item.into() };
        assert!(has("a").holds(&row()) && has("x\"b").holds(&row()) && !has("b").holds(&row()));
    }
}
