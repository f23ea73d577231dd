//! From a filter's operator and operand to a [`Predicate`] over columns.

use model::{Column, Comparison, FieldProblem, Predicate, Scalar, TextMatch};

use super::clean::{fault, line, string, wrong_type};
use super::{BlindDomain, BlindTerm, ConditionContext, Json, Operator, Rules, with_rules};
use crate::{FieldDef, FieldType};

/// The most values of an `in`.
pub const MAX_VALUES: usize = 500;
const MAX_PIECE_CHARS: usize = 200;

pub(super) fn condition(
    field: &FieldDef,
    operator: Operator,
    json: &Json,
    context: &ConditionContext<'_>,
) -> Result<Predicate, FieldProblem> {
    if !field.operators().contains(&operator) {
        return Err(fault("invalid_operator"));
    }
    let test = match operator {
        Operator::Empty => return Ok(Predicate::IsNull(field.column())),
        Operator::NotEmpty => return Ok(Predicate::IsNull(field.column()).negate()),
        _ if field.sealed() => Test { field, context, compare: &sealed },
        _ => Test { field, context, compare: &plain },
    };
    test.predicate(operator, json)
}

type Compare<'a> =
    &'a dyn Fn(&FieldDef, Comparison, &Json, &ConditionContext<'_>) -> Result<Predicate, FieldProblem>;

struct Test<'a> {
    field: &'a FieldDef,
    context: &'a ConditionContext<'a>,
    compare: Compare<'a>,
}

impl Test<'_> {
    fn predicate(&self, operator: Operator, json: &Json) -> Result<Predicate, FieldProblem> {
        let column = self.field.column();
        match operator {
            Operator::Eq => self.compare(Comparison::Equal, json),
            Operator::Ne => self.compare(Comparison::Equal, json).map(Predicate::negate),
            Operator::In => self.one_of(json),
            Operator::NotIn => self.one_of(json).map(Predicate::negate),
            Operator::Lt => self.compare(Comparison::Less, json),
            Operator::Le => self.compare(Comparison::LessOrEqual, json),
            Operator::Gt => self.compare(Comparison::Greater, json),
            Operator::Ge => self.compare(Comparison::GreaterOrEqual, json),
            Operator::Between => self.between(json),
            Operator::Contains => piece(column, TextMatch::Contains, json),
            Operator::Starts => piece(column, TextMatch::Starts, json),
            Operator::HasAny => Ok(Predicate::any(self.members(json)?)),
            Operator::HasAll => Ok(Predicate::all(self.members(json)?)),
            Operator::HasNone => Ok(Predicate::any(self.members(json)?).negate()),
            Operator::Within => {
                with_rules(&self.field.kind, |rules| rules.within(&column, string(json)?, self.context))
            }
            Operator::Me => Ok(Predicate::equal(column, self.context.me)),
            Operator::MyTeam => {
                let values = self.context.my_team.iter().map(|user| Scalar::from(*user)).collect();
                Ok(Predicate::In { column, values })
            }
            Operator::EndsWith => tail(self.field, json, self.context),
            Operator::Empty | Operator::NotEmpty => Err(fault("invalid_operator")),
        }
    }

    fn compare(&self, comparison: Comparison, json: &Json) -> Result<Predicate, FieldProblem> {
        if json.is_null() {
            return Err(fault("required"));
        }
        (self.compare)(self.field, comparison, json, self.context)
    }

    fn one_of(&self, json: &Json) -> Result<Predicate, FieldProblem> {
        let parts = array(json)?.iter().map(|item| self.compare(Comparison::Equal, item));
        Ok(joined(parts.collect::<Result<_, _>>()?))
    }

    fn between(&self, json: &Json) -> Result<Predicate, FieldProblem> {
        match array(json)?.as_slice() {
            [low, high] => Ok(Predicate::all([
                self.compare(Comparison::GreaterOrEqual, low)?,
                self.compare(Comparison::LessOrEqual, high)?,
            ])),
            _ => Err(wrong_type("[from, to]")),
        }
    }

    /// One test a named member. A member nobody may pick any more is still found.
    fn members(&self, json: &Json) -> Result<Vec<Predicate>, FieldProblem> {
        let member =
            |item: &Json| Ok(Predicate::ListHas { column: self.field.column(), item: line(string(item)?)? });
        array(json)?.iter().map(member).collect()
    }
}

fn array(json: &Json) -> Result<&Vec<Json>, FieldProblem> {
    let items = json.as_array().ok_or_else(|| wrong_type("array"))?;
    if items.len() > MAX_VALUES {
        return Err(fault("too_many_items").with("max", MAX_VALUES.to_string()));
    }
    Ok(items)
}

/// Any of the parts; a single `In` when all ask for equality of one column.
fn joined(parts: Vec<Predicate>) -> Predicate {
    let mut held: Option<Column> = None;
    let mut values = Vec::with_capacity(parts.len());
    for part in &parts {
        match part {
            Predicate::Compare { column, comparison: Comparison::Equal, value }
                if held.as_ref().is_none_or(|held| held == column) =>
            {
                held = Some(column.clone());
                values.push(value.clone());
            }
            _ => return Predicate::any(parts),
        }
    }
    match held {
        Some(column) if values.len() > 1 => Predicate::In { column, values },
        _ => Predicate::any(parts),
    }
}

fn plain(
    field: &FieldDef,
    comparison: Comparison,
    json: &Json,
    context: &ConditionContext<'_>,
) -> Result<Predicate, FieldProblem> {
    with_rules(&field.kind, |rules| {
        let own = rules.own_comparison(&field.column(), comparison, json, context);
        own.unwrap_or_else(|| compare_columns(rules, field, comparison, json, context))
    })
}

/// The usual comparison: the main column in order, all columns for equality.
fn compare_columns(
    rules: &dyn Rules,
    field: &FieldDef,
    comparison: Comparison,
    json: &Json,
    context: &ConditionContext<'_>,
) -> Result<Predicate, FieldProblem> {
    let scalars = rules.operand(json, context.read)?;
    let columns = field.columns().into_iter().map(|stored| stored.column);
    let mut parts = columns
        .zip(scalars)
        .filter(|(_, value)| !value.is_null())
        .map(|(column, value)| Predicate::Compare { column, comparison, value });
    if comparison == Comparison::Equal {
        let all = Predicate::all(parts);
        return if all == Predicate::True { Err(fault("required")) } else { Ok(all) };
    }
    parts.next().ok_or_else(|| fault("required"))
}

fn sealed(
    field: &FieldDef,
    _: Comparison,
    json: &Json,
    context: &ConditionContext<'_>,
) -> Result<Predicate, FieldProblem> {
    let value = with_rules(&field.kind, |rules| rules.sought(json, context.read))?;
    let term = field.blind_terms(&value).into_iter().next().ok_or_else(|| fault("required"))?;
    Ok(Predicate::equal(term.column.clone(), (context.blind)(&term)))
}

fn tail(field: &FieldDef, json: &Json, context: &ConditionContext<'_>) -> Result<Predicate, FieldProblem> {
    let digits = line(string(json)?)?;
    if !matches!(field.kind, FieldType::Phone {})
        || digits.len() != 4
        || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return Err(fault("wrong_type").with("expected", "0000"));
    }
    let term = BlindTerm { column: field.tail_column(), domain: BlindDomain::PhoneTail4, text: digits };
    Ok(Predicate::equal(term.column.clone(), (context.blind)(&term)))
}

fn piece(column: Column, matching: TextMatch, json: &Json) -> Result<Predicate, FieldProblem> {
    let piece = line(string(json)?)?;
    if piece.is_empty() {
        return Err(fault("required"));
    }
    if piece.chars().count() > MAX_PIECE_CHARS {
        return Err(fault("too_long").with("max", MAX_PIECE_CHARS.to_string()));
    }
    Ok(Predicate::Text { column, matching, piece })
}
