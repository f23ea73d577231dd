//! The list of field types, for the page that makes a new field and for checking what an author wrote.

use model::Label;
use serde::Serialize;

/// A field type as shown to the person who makes a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeInfo {
    /// Its word in the API.
    pub name: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// The settings that only some types have.
    pub settings: &'static [&'static str],
    /// Whether a person may make a field of it.
    pub creatable: bool,
}

impl TypeInfo {
    /// Its name in both languages.
    pub fn label(&self) -> Label {
        Label::new(self.zh, self.en)
    }
}

impl Serialize for TypeInfo {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("TypeInfo", 3)?;
        out.serialize_field("type", self.name)?;
        out.serialize_field("label", &self.label())?;
        out.serialize_field("settings", self.settings)?;
        out.end()
    }
}

const fn info(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    settings: &'static [&'static str],
) -> TypeInfo {
    TypeInfo { name, zh, en, settings, creatable: true }
}

const RANGE: &[&str] = &["scale", "min", "max"];

/// Every field type, in the order offered.
pub static TYPES: [TypeInfo; 28] = [
    info("text", "单行文本", "Text", &["max_length", "format"]),
    info("long_text", "多行文本", "Long text", &["max_length"]),
    info("rich_text", "富文本", "Rich text", &["max_length"]),
    info("number", "数字", "Number", RANGE),
    info("integer", "整数", "Integer", &["min", "max"]),
    info("money", "金额", "Money", &["scale", "currency", "negative"]),
    info("percent", "百分比", "Percent", RANGE),
    info("boolean", "是/否", "Yes/no", &[]),
    info("date", "日期", "Date", &[]),
    info("datetime", "日期时间", "Date and time", &[]),
    info("choice", "单选", "Choice", &["options"]),
    info("multi_choice", "多选", "Multi-choice", &["options"]),
    info("phone", "电话", "Phone", &[]),
    info("email", "邮箱", "Email", &[]),
    info("url", "网址", "Web address", &[]),
    info("address", "地址", "Address", &[]),
    info("user", "人员", "User", &[]),
    info("team", "团队", "Team", &[]),
    info("link", "关联记录", "Link", &["objects"]),
    info("file", "文件", "File", &[]),
    info("auto_number", "自动编号", "Auto number", &["pattern"]),
    info("formula", "公式", "Formula", &["formula", "result_type"]),
    info("rollup", "汇总", "Roll-up", &["rollup"]),
    info("json", "JSON", "JSON", &[]),
    info("location", "位置", "Location", &[]),
    info("rating", "评分", "Rating", &["max"]),
    info("tags", "标签", "Tags", &[]),
    TypeInfo { creatable: false, ..info("id", "系统编号", "ID", &[]) },
];

/// The type of that word.
pub fn type_info(name: &str) -> Option<&'static TypeInfo> {
    TYPES.iter().find(|info| info.name == name)
}
