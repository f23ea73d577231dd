//! The products.

use serde_json::json;

use super::companies::money;
use super::fill::New;
use super::words::products::{SERIES, Series};

/// How many there are.
pub(crate) const COUNT: usize = 60;

fn all() -> impl Iterator<Item = (&'static Series, &'static (&'static str, &'static str, &'static str, i64))>
{
    SERIES.iter().flat_map(|series| series.products.iter().map(move |product| (series, product)))
}

/// The name of the product at that place.
pub(crate) fn name_of(at: usize, english: bool) -> &'static str {
    all().nth(at).map_or("", |(_, (zh, en, ..))| if english { en } else { zh })
}

/// The list price of the product at that place, in whole yuan.
pub(crate) fn price_of(at: usize) -> i64 {
    all().nth(at).map_or(10_000, |(_, (.., price))| *price)
}

/// Draws them all.
pub(crate) fn products() -> Vec<New> {
    let last = COUNT - 1;
    let made = all().enumerate().map(|(at, (series, (zh, en, code, price)))| {
        New::by_system(json!({
            "name": zh,
            "english_name": en,
            "code": code,
            "series": series.name.0,
            "kind": series.kind,
            "status": if at % 20 == 9 && at != last { "off_sale" } else { "on_sale" },
            "unit": series.unit,
            "list_price": money(*price, "CNY"),
            "min_price": money(price * 85 / 100, "CNY"),
            "cost": money(price * 52 / 100, "CNY"),
            "tax_rate": series.tax,
            "warranty_months": series.warranty_months,
            "description": format!("<p>{}系列。{} is part of our {} line.</p>", series.name.0, en, series.name.1),
        }))
    });
    made.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_as_many_products_as_said_and_no_code_is_used_twice() {
        let codes: BTreeSet<_> = all().map(|(_, (_, _, code, _))| code).collect();
        assert_eq!(codes.len(), COUNT);
    }
}
