//! The fields the engine adds to every object, and the bare columns that are no fields.

use model::{Column, FieldName, Label, NameError, ObjectName};

use crate::{DataClass, FieldDef, FieldType, Searched, Storage, StoredColumn};

/// Counts a record's changes; its `ETag`.
pub const VERSION_COLUMN: &str = "version";
/// When the record went to the recycle bin; null while it lives.
pub const DELETED_AT_COLUMN: &str = "deleted_at";
/// Who put it there.
pub const DELETED_BY_COLUMN: &str = "deleted_by";

/// The columns of every object's table that are no fields.
pub fn engine_columns() -> [StoredColumn; 3] {
    [
        StoredColumn { column: Column::new(VERSION_COLUMN), storage: Storage::Integer },
        StoredColumn { column: Column::new(DELETED_AT_COLUMN), storage: Storage::Time },
        StoredColumn { column: Column::new(DELETED_BY_COLUMN), storage: Storage::Reference },
    ]
}

/// The names of the fields every object has. Activities have no last and next activity of their own.
pub const SYSTEM_FIELDS: [&str; 12] = [
    "id",
    "number",
    "owner",
    "team",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "tags",
    "last_activity_at",
    "next_activity_at",
    "external_id",
];

/// The most characters of an external id.
const EXTERNAL_ID_CHARS: u32 = 100;

/// The engine's fields of an object whose numbers follow a pattern.
///
/// # Errors
/// Never in practice: the names are constants.
pub(crate) fn system_fields(pattern: &str, activity: bool) -> Result<Vec<FieldDef>, NameError> {
    let mut fields = vec![
        field("id", "系统编号", "ID", FieldType::Id {})?,
        number(pattern)?,
        FieldDef {
            read_only: false,
            synonyms: words(OWNER_WORDS),
            ..field("owner", "负责人", "Owner", FieldType::User {})?
        },
        field("team", "所属团队", "Team", FieldType::Team {})?,
        field("created_at", "创建时间", "Created at", FieldType::Datetime {})?,
        field("created_by", "创建人", "Created by", FieldType::User {})?,
        FieldDef {
            indexed: true, ..field("updated_at", "修改时间", "Updated at", FieldType::Datetime {})?
        },
        field("updated_by", "修改人", "Updated by", FieldType::User {})?,
        FieldDef {
            read_only: false,
            searched: Searched::Text,
            synonyms: words("tag|labels|label|标记"),
            ..field("tags", "标签", "Tags", FieldType::Tags {})?
        },
    ];
    if !activity {
        fields.push(field("last_activity_at", "最后跟进时间", "Last activity", FieldType::Datetime {})?);
        fields.push(field("next_activity_at", "下次跟进时间", "Next activity", FieldType::Datetime {})?);
    }
    fields.push(external_id()?);
    Ok(fields)
}

const OWNER_WORDS: &str =
    "销售|销售代表|业务员|跟进人|所有人|owner name|sales agent|sales rep|agent|account manager|assigned to";

fn number(pattern: &str) -> Result<FieldDef, NameError> {
    let kind = FieldType::AutoNumber { pattern: pattern.into() };
    Ok(FieldDef { unique: true, searched: Searched::Text, ..field("number", "编号", "Number", kind)? })
}

fn external_id() -> Result<FieldDef, NameError> {
    let kind = FieldType::Text { max_length: EXTERNAL_ID_CHARS, format: None };
    Ok(FieldDef {
        read_only: false,
        unique: true,
        searched: Searched::Text,
        help: Some(Label::new(
            "这条记录在原系统中的编号；再次导入时据此更新。",
            "The record's id in the system it came from; a later import updates by it.",
        )),
        synonyms: words("外部id|原系统编号|external id|source id|legacy id|record id"),
        ..field("external_id", "外部编号", "External ID", kind)?
    })
}

fn words(text: &str) -> Vec<String> {
    text.split('|').map(Into::into).collect()
}

fn field(name: &str, zh: &str, en: &str, kind: FieldType) -> Result<FieldDef, NameError> {
    Ok(FieldDef {
        name: FieldName::new(name)?,
        label: Label::new(zh, en),
        help: None,
        kind,
        required: false,
        unique: false,
        indexed: false,
        read_only: true,
        class: DataClass::Internal,
        personal: false,
        default: None,
        searched: Searched::No,
        synonyms: Vec::new(),
        shipped: true,
        system: true,
        retired: false,
    })
}

/// The name of an object's table.
pub fn table_of(object: &ObjectName) -> String {
    format!("o_{object}")
}
