use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use model::{Currency, Money};
use proptest::prelude::*;

use super::*;
use crate::Metadata;

fn opportunity() -> ObjectDef {
    (**Metadata::shipped().unwrap().object("opportunity").unwrap()).clone()
}

fn money(amount: &str, currency: Currency) -> Value {
    Value::Money(Money { amount: amount.parse().unwrap(), currency })
}

fn run(expression: &str, result: FormulaResult) -> Value {
    let values: BTreeMap<&str, Value> = [
        ("amount", money("1000.00", Currency::CNY)),
        ("probability", Value::Decimal("35".parse().unwrap())),
        ("name", Value::Text("云岭 ERP".into())),
        ("engaged_on", Value::Date("2026-11-01".parse().unwrap())),
        ("owner", Value::Link(uuid::Uuid::nil())),
    ]
    .into();
    let formula = Formula::parse(expression, result, &opportunity()).unwrap();
    let context = FormulaContext {
        today: "2026-11-22".parse().unwrap(),
        zone: &TimeZone::UTC,
        company_currency: Currency::USD,
    };
    formula.evaluate(&|name| values.get(name.as_str()).cloned().unwrap_or_default(), &context)
}

fn fault(expression: &str) -> FormulaFault {
    Formula::parse(expression, FormulaResult::Number, &opportunity()).unwrap_err()
}

#[test]
fn numbers_are_worked_out_exactly() {
    for (expression, expected) in [
        ("1 + 2 * 3", "7.00"),
        ("(1 + 2) * 3", "9.00"),
        ("-2 * -3", "6.00"),
        ("10 - 4 - 3", "3.00"),
        ("0.1 + 0.2", "0.30"),
        ("round(2.345, 2)", "2.35"),
        ("round(-2.5)", "-3.00"),
        ("2 / 3", "0.67"),
        ("abs(1 - 5)", "4.00"),
        ("min(3, 1, 2) + max(3, 1, 2)", "4.00"),
        ("amount * probability / 100", "350.00"),
        ("len(name)", "6.00"),
        ("days_between(engaged_on, today())", "21.00"),
        ("today() - engaged_on", "21.00"),
        ("year(today()) * 100 + month(today())", "202611.00"),
        ("if(amount > 500 and not is_empty(name), 1, 2)", "1.00"),
        ("if(is_empty(product), 1, 2)", "1.00"),
        ("if(is_empty(owner) || 1 != 1, 1, 2)", "2.00"),
        ("if(not 1 = 2, 1, 2)", "1.00"),
        ("coalesce(round(1 / 0), 5)", "5.00"),
    ] {
        let expected = Value::Decimal(expected.parse().unwrap());
        assert!(run(expression, FormulaResult::Number) == expected, "{expression}");
    }
}

#[test]
fn results_have_the_type_that_was_declared() {
    assert!(run("amount / 3", FormulaResult::Money) == money("333.33", Currency::CNY));
    assert!(run("5", FormulaResult::Money) == money("5.00", Currency::USD));
    assert!(
        run("concat(upper('a'), \"-\", 7, '·', lower('B'))", FormulaResult::Text)
            == Value::Text("A-7·b".into())
    );
    assert!(run("engaged_on + 30", FormulaResult::Date) == Value::Date("2026-12-01".parse().unwrap()));
    assert!(run("stage == 'won'", FormulaResult::Boolean) == Value::Bool(false));
}

#[test]
fn what_has_no_answer_is_empty() {
    for expression in
        ["1 / 0", "amount / (probability - 35)", "round(1, 99)", "79228162514264337593543950335 * 2"]
    {
        assert!(run(expression, FormulaResult::Number).is_null(), "{expression}");
    }
    assert!(run("expected_close + 1", FormulaResult::Date).is_null());
    assert!(run("today() + 99999999", FormulaResult::Date).is_null());
}

#[test]
fn amounts_of_two_currencies_do_not_add_up() {
    let object = opportunity();
    let mut other = object.field("amount").unwrap().clone();
    other.name = FieldName::new("c_other").unwrap();
    let object = ObjectDef { fields: object.fields.iter().cloned().chain([other]).collect(), ..object };
    let formula = Formula::parse("amount + c_other", FormulaResult::Money, &object).unwrap();
    assert_eq!(formula.inputs().iter().map(FieldName::as_str).collect::<Vec<_>>(), ["amount", "c_other"]);
    let context = FormulaContext {
        today: "2026-11-22".parse().unwrap(),
        zone: &TimeZone::UTC,
        company_currency: Currency::CNY,
    };
    let value = |name: &FieldName| match name.as_str() {
        "amount" => money("1", Currency::CNY),
        _ => money("1", Currency::USD),
    };
    assert!(formula.evaluate(&value, &context).is_null());
}

#[test]
fn faults_name_their_place() {
    use FormulaFaultKind::{Arguments, TooLarge, Type, Unexpected, UnknownField, UnknownFunction};
    for (expression, position, kind) in [
        ("", 1, Unexpected),
        ("1 +", 4, Unexpected),
        ("1 2", 3, Unexpected),
        ("1 ; 2", 3, Unexpected),
        ("'open", 1, Unexpected),
        ("1.2.3", 1, Unexpected),
        ("nothing + 1", 1, UnknownField),
        ("weighted_amount", 1, UnknownField),
        ("1 + eval(1)", 5, UnknownFunction),
        ("round()", 1, Arguments),
        ("1 + name", 3, Type),
        ("owner", 1, Type),
        ("not 1", 1, Type),
        ("name", 1, Type),
        ("if(1, 2, 3)", 1, Type),
    ] {
        assert_eq!(fault(expression), FormulaFault { position, kind }, "{expression}");
    }
    assert_eq!(fault(&"(".repeat(500)).kind, TooLarge);
    assert_eq!(fault(&format!("1{}", "+1".repeat(300))).kind, TooLarge);
    assert_eq!(fault(&" ".repeat(1_001)).kind, TooLarge);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(expression in "[a-z0-9_ ()+*/<>=!,.'\"-]{0,120}") {
        drop(Formula::parse(&expression, FormulaResult::Number, &opportunity()));
    }
}
