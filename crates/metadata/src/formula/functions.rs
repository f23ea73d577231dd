//! The functions of formulas and the types they take.

use super::FormulaFaultKind;
use super::ast::Type;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    If,
    Round,
    Abs,
    Min,
    Max,
    Concat,
    Upper,
    Lower,
    Len,
    Today,
    DaysBetween,
    Year,
    Month,
    Coalesce,
    IsEmpty,
}

impl Function {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "if" => Self::If,
            "round" => Self::Round,
            "abs" => Self::Abs,
            "min" => Self::Min,
            "max" => Self::Max,
            "concat" => Self::Concat,
            "upper" => Self::Upper,
            "lower" => Self::Lower,
            "len" => Self::Len,
            "today" => Self::Today,
            "days_between" => Self::DaysBetween,
            "year" => Self::Year,
            "month" => Self::Month,
            "coalesce" => Self::Coalesce,
            "is_empty" => Self::IsEmpty,
            _ => return None,
        })
    }

    /// The type of the result for arguments of these types.
    pub(super) fn result(self, given: &[Type]) -> Result<Type, FormulaFaultKind> {
        use Type::{Boolean, Date, Number, Opaque, Text};
        let wanted: &[Type] = match self {
            Self::If => return if_type(given),
            Self::Min | Self::Max => return same_type(given, &[Number, Date]),
            Self::Coalesce => return same_type(given, &[Number, Text, Boolean, Date]),
            Self::Concat if given.is_empty() => return Err(FormulaFaultKind::Arguments),
            Self::Concat if given.contains(&Opaque) => return Err(FormulaFaultKind::Type),
            Self::Concat => return Ok(Text),
            Self::IsEmpty if given.len() == 1 => return Ok(Boolean),
            Self::IsEmpty => return Err(FormulaFaultKind::Arguments),
            Self::Round if given.len() == 2 => &[Number, Number],
            Self::Round | Self::Abs => &[Number],
            Self::Upper | Self::Lower | Self::Len => &[Text],
            Self::Today => &[],
            Self::DaysBetween => &[Date, Date],
            Self::Year | Self::Month => &[Date],
        };
        if given.len() != wanted.len() {
            return Err(FormulaFaultKind::Arguments);
        }
        if given != wanted {
            return Err(FormulaFaultKind::Type);
        }
        Ok(match self {
            Self::Upper | Self::Lower => Text,
            Self::Today => Date,
            _ => Number,
        })
    }
}

fn if_type(given: &[Type]) -> Result<Type, FormulaFaultKind> {
    match given {
        [Type::Boolean, yes, no] if yes == no && *yes != Type::Opaque => Ok(*yes),
        [_, _, _] => Err(FormulaFaultKind::Type),
        _ => Err(FormulaFaultKind::Arguments),
    }
}

fn same_type(given: &[Type], allowed: &[Type]) -> Result<Type, FormulaFaultKind> {
    match given {
        [] => Err(FormulaFaultKind::Arguments),
        [first, rest @ ..] if allowed.contains(first) && rest.iter().all(|other| other == first) => {
            Ok(*first)
        }
        _ => Err(FormulaFaultKind::Type),
    }
}
