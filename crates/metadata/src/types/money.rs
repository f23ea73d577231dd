//! An exact amount with its currency. Comparing looks at the amount alone unless a currency is given.

use model::{Currency, FieldProblem, Money, Scalar, Value};
use rust_decimal::Decimal;

use super::clean::{fault, string, wrong_type};
use super::codec::{self, Shape};
use super::currency::known;
use super::decimal::{decimal, within};
use super::operator::ORDER;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct MoneyType {
    pub(super) scale: u8,
    pub(super) currency: Option<Currency>,
    pub(super) negative: bool,
}

impl MoneyType {
    fn money(&self, json: &Json, min: Option<Decimal>, context: &ReadContext) -> Result<Value, FieldProblem> {
        let (amount, currency) = match json {
            Json::Object(parts) => {
                if parts.keys().any(|key| key != "amount" && key != "currency") {
                    return Err(wrong_type("{amount, currency}"));
                }
                let amount = parts.get("amount").ok_or_else(|| wrong_type("{amount, currency}"))?;
                (amount, parts.get("currency").filter(|currency| !currency.is_null()))
            }
            bare => (bare, None),
        };
        let currency = match currency {
            Some(json) => string(json)?
                .parse()
                .ok()
                .filter(|currency| known(*currency))
                .ok_or_else(|| fault("invalid_currency"))?,
            None => self.currency.unwrap_or(context.company_currency),
        };
        let amount = within(decimal(amount)?, self.scale, min, None)?;
        Ok(Value::Money(Money { amount, currency }))
    }
}

impl Rules for MoneyType {
    fn shape(&self) -> Shape {
        Shape::Money { scale: self.scale }
    }

    fn read(&self, json: &Json, context: &ReadContext) -> Result<Value, FieldProblem> {
        self.money(json, (!self.negative).then_some(Decimal::ZERO), context)
    }

    fn sought(&self, json: &Json, context: &ReadContext) -> Result<Value, FieldProblem> {
        self.money(json, None, context)
    }

    fn operand(&self, json: &Json, context: &ReadContext) -> Result<Vec<Scalar>, FieldProblem> {
        let mut scalars = codec::store(self.shape(), &self.sought(json, context)?)
            .ok_or_else(|| fault("invalid_filter"))?;
        if json.get("currency").is_none_or(Json::is_null) {
            scalars.truncate(1);
        }
        Ok(scalars)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDER
    }

    fn sortable(&self) -> bool {
        true
    }
}
