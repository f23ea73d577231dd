//! The rows that are filled in, made from their number: the same number always makes the same row.

use std::sync::Arc;

use jiff::Timestamp;
use metadata::{BlindDomain, FieldDef, ObjectDef};
use model::{AnyLink, Currency, Money, ObjectName, RecordId, Scalar, Value};
use rust_decimal::Decimal;
use store::system::search::SearchEntry;
use uuid::Uuid;
use vault::{Aad, KeyTree};

use crate::people::{Owners, team_of};
use crate::words::{company, mix, pick, subject};

/// 2023-11-14: the oldest record.
const BEGAN_MICROS: i64 = 1_700_000_000_000_000;
/// Records come in over three years.
const SPAN_MICROS: u64 = 3 * 365 * 86_400 * 1_000_000;

const ACCOUNT: u64 = 0x0acc;

/// The id of the account of that number; ids grow with the number, as real ones do with time.
pub(crate) fn account_id(number: u64, of: u64) -> Uuid {
    id(ACCOUNT, number, of)
}

/// A time-ordered id (UUIDv7, RFC 9562) from a number instead of chance.
fn id(salt: u64, number: u64, of: u64) -> Uuid {
    let millis = u64::try_from(created(number, of) / 1_000).unwrap_or(0);
    let (high, low) = (mix(number, salt).to_be_bytes(), mix(number, salt + 1).to_be_bytes());
    let mut random = [0; 10];
    for (byte, from) in random.iter_mut().zip(high.into_iter().chain(low)) {
        *byte = from;
    }
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

fn created(number: u64, of: u64) -> i64 {
    let step = SPAN_MICROS / of.max(1);
    BEGAN_MICROS + i64::try_from(number * step).unwrap_or(0)
}

/// The place of a record's owner among the owners.
pub(crate) fn owner_of(number: u64) -> usize {
    usize::try_from(mix(number, 20) % 200).unwrap_or(0)
}

/// An object's rows: their columns, and what makes them.
pub(crate) struct Maker {
    pub(crate) object: Arc<ObjectDef>,
    vault: Arc<KeyTree>,
    owners: Arc<Owners>,
    salt: u64,
    of: u64,
    accounts: u64,
    /// Only these fields are filled; each with its place in the object.
    fields: Vec<FieldDef>,
}

/// A row and its search entry.
pub(crate) struct Made {
    pub(crate) values: Vec<Scalar>,
    pub(crate) entry: SearchEntry,
}

const ACCOUNT_FIELDS: &[&str] = &[
    "id",
    "number",
    "owner",
    "team",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "name",
    "kind",
    "type",
    "level",
    "lifecycle",
    "industry",
    "employees",
    "annual_revenue",
    "founded_year",
    "phone",
    "email",
    "website",
    "country",
    "source",
    "do_not_contact",
    "description",
    "last_activity_at",
];
const ACTIVITY_FIELDS: &[&str] = &[
    "id",
    "number",
    "owner",
    "team",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "subject",
    "about",
    "status",
    "priority",
    "due_at",
    "direction",
    "started_at",
    "method",
    "pinned",
];

impl Maker {
    pub(crate) fn new(
        object: &Arc<ObjectDef>,
        vault: &Arc<KeyTree>,
        owners: &Arc<Owners>,
        (of, accounts): (u64, u64),
    ) -> Self {
        let names = if object.name == "account" { ACCOUNT_FIELDS } else { ACTIVITY_FIELDS };
        let fields = names.iter().filter_map(|name| object.field(name)).cloned().collect();
        let salt = if object.name == "account" {
            ACCOUNT
        } else {
            object.name.as_str().bytes().map(u64::from).sum()
        };
        Self {
            object: Arc::clone(object),
            vault: Arc::clone(vault),
            owners: Arc::clone(owners),
            salt,
            of,
            accounts,
            fields,
        }
    }

    /// `INSERT INTO …` with one placeholder for each value of a row.
    pub(crate) fn insert(&self) -> String {
        let columns: Vec<String> = self
            .fields
            .iter()
            .flat_map(FieldDef::columns)
            .map(|stored| format!("\"{}\"", stored.column.as_str()))
            .collect();
        let marks: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        format!(
            "INSERT INTO {} (version, {}) VALUES (1, {})",
            self.object.table(),
            columns.join(", "),
            marks.join(", ")
        )
    }

    /// The row of that number.
    pub(crate) fn row(&self, number: u64) -> anyhow::Result<Made> {
        let record = RecordId(id(self.salt, number, self.of));
        let title =
            if self.object.name == "account" { company(number) } else { subject(mix(number, self.salt)) };
        let mut values = Vec::with_capacity(self.fields.len() + 4);
        for field in &self.fields {
            let value = self.value(field, number, record, &title);
            self.store(field, record, &value, &mut values)?;
        }
        let name = self.object.title_field.as_str();
        let is_name = self.object.name == "account";
        let entry = SearchEntry {
            object: self.object.name.as_str().into(),
            record_id: record,
            field: name.into(),
            grams: tables::search::entry(&self.object.name, &title, is_name),
        };
        Ok(Made { values, entry })
    }

    fn value(&self, field: &FieldDef, number: u64, record: RecordId, title: &str) -> Value {
        let random = |salt: u64| mix(number, salt.wrapping_add(self.salt));
        let at = |micros: i64| Timestamp::from_microsecond(micros).map_or(Value::Null, Value::Time);
        let born = created(number, self.of);
        let later = |salt: u64| {
            let left =
                u64::try_from(BEGAN_MICROS + i64::try_from(SPAN_MICROS).unwrap_or(0) - born).unwrap_or(1);
            at(born + i64::try_from(random(salt).checked_rem(left.max(1)).unwrap_or(0)).unwrap_or(0))
        };
        let owner = owner_of(number);
        let whole = |value: u64| Value::Int(i64::try_from(value).unwrap_or(0));
        match field.name.as_str() {
            "id" => Value::Link(record.0),
            "number" => Value::Text(format!("{}{:06}", self.prefix(), number + 1)),
            "owner" | "created_by" | "updated_by" => {
                self.owners.user(owner).map_or(Value::Null, |user| Value::Link(user.0))
            }
            "team" => self.owners.team(team_of(owner)).map_or(Value::Null, |team| Value::Link(team.0)),
            "created_at" => at(born),
            "updated_at" => later(30),
            "last_activity_at" | "due_at" | "started_at" => later(31),
            "name" | "subject" => Value::Text(title.into()),
            "type" => {
                self.option(field, &["customer", "customer", "prospect", "prospect", "partner"], random(32))
            }
            "employees" => whole(random(33) % 5_000),
            "founded_year" => whole(1960 + random(34) % 65),
            "annual_revenue" => {
                let amount = Decimal::from(random(35) % 900_000_000) / Decimal::ONE_HUNDRED;
                "CNY"
                    .parse::<Currency>()
                    .map_or(Value::Null, |currency| Value::Money(Money { amount, currency }))
            }
            "phone" => Value::Text(format!("+861{:010}", 3_000_000_000 + random(36) % 6_999_999_999)),
            "email" => Value::Text(format!("office{number}@example.com")),
            "website" => Value::Text(format!("https://www.company{number}.example")),
            "country" => {
                Value::Text(if random(37) % 10 < 7 { "中国".into() } else { "United States".into() })
            }
            "do_not_contact" | "pinned" => Value::Bool(random(38) % 50 == 0),
            "description" => Value::Text(format!("{title}，重要客户，需要每季度回访。")),
            "about" => {
                let account = account_id(random(39).checked_rem(self.accounts).unwrap_or(0), self.accounts);
                let object = ObjectName::new("account").ok();
                object.map_or(Value::Null, |object| Value::AnyLink(AnyLink { object, id: RecordId(account) }))
            }
            _ => self.any_option(field, random(40)),
        }
    }

    fn prefix(&self) -> &'static str {
        match self.object.name.as_str() {
            "account" => "ACC-",
            "task" => "TSK-",
            "call" => "CAL-",
            _ => "NTE-",
        }
    }

    #[expect(clippy::unused_self, reason = "reads beside the others")]
    fn option(&self, field: &FieldDef, keys: &[&str], number: u64) -> Value {
        let known = options(field);
        pick(keys, number)
            .filter(|key| known.iter().any(|other| other == key))
            .map_or(Value::Null, |key| Value::Text(key.to_owned()))
    }

    #[expect(clippy::unused_self, reason = "reads beside the others")]
    fn any_option(&self, field: &FieldDef, number: u64) -> Value {
        pick(&options(field), number).map_or(Value::Null, |key| Value::Text(key.to_owned()))
    }

    fn store(
        &self,
        field: &FieldDef,
        record: RecordId,
        value: &Value,
        into: &mut Vec<Scalar>,
    ) -> anyhow::Result<()> {
        if !field.sealed() {
            into.extend(field.store(value)?);
            return Ok(());
        }
        let aad = Aad { object: self.object.name.as_str(), field: field.name.as_str(), record };
        into.push(Scalar::Bytes(self.vault.seal(&aad, &field.plaintext(value))?));
        let terms = field.blind_terms(value);
        for stored in field.columns().into_iter().skip(1) {
            let term = terms.iter().find(|term| term.column == stored.column);
            into.push(term.map_or(Scalar::Null, |term| {
                let domain = match term.domain {
                    BlindDomain::Phone => vault::BlindDomain::Phone,
                    BlindDomain::PhoneTail4 => vault::BlindDomain::PhoneTail4,
                    BlindDomain::Email => vault::BlindDomain::Email,
                    BlindDomain::IdNumber => vault::BlindDomain::IdNumber,
                    BlindDomain::Text => vault::BlindDomain::Text { object: aad.object, field: aad.field },
                };
                Scalar::Bytes(self.vault.blind(domain, &term.text).to_vec())
            }));
        }
        Ok(())
    }
}

fn options(field: &FieldDef) -> Vec<&str> {
    match &field.kind {
        metadata::FieldType::Choice { options } => options.iter().map(|option| option.key.as_str()).collect(),
        _ => Vec::new(),
    }
}
