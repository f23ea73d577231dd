//! Why somebody can or can't do a thing: one sentence, and the steps that led to it.

use metadata::{FieldDef, Metadata, ObjectDef};
use model::{FieldName, Label};
use serde::Serialize;

use crate::merged::Merged;
use crate::plain::{self, RecordFacts};
use crate::role::guarded;
use crate::{Action, FieldRight, Principal, Scope, decide};

/// The answer to "may they, and why".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Whether they may.
    pub allowed: bool,
    /// The answer in one sentence.
    pub sentence: Label,
    /// What led to it, in order.
    pub steps: Vec<Step>,
}

/// One rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The rule: `account`, `role`, `scope`, `owner`, `through`, `view`, `field_role`, `field`.
    pub rule: &'static str,
    /// What it said.
    pub outcome: Outcome,
    /// In words.
    pub detail: Label,
}

/// What a rule said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It allows.
    Allows,
    /// It refuses, or gives nothing.
    Refuses,
}

/// Explains an action: on any record at all, or on the one given; as a whole, or for one field of it. The answer is
/// the naive evaluator's ([`plain::may`]) for a record and the permit's for fields, so that it can't differ from
/// what happens (a test holds them together).
pub fn explain(
    principal: &Principal,
    object: &ObjectDef,
    metadata: &Metadata,
    action: Action,
    record: Option<&dyn RecordFacts>,
    field: Option<&FieldName>,
) -> Explanation {
    let mut story = Story { principal, object, action, steps: Vec::new() };
    let permit = decide(principal, object, metadata, action).ok();
    story.account();
    let merged = Merged::of(principal, object, metadata);
    story.roles();
    story.scope(merged.scope(action));
    let mut allowed = permit.is_some();
    if let Some(record) = record {
        allowed = plain::may(principal, object, action, record);
        story.record(merged.scope(action), record);
    }
    if let Some(name) = field {
        let right = permit.as_ref().map(|permit| permit.fields().right(name.as_str())).unwrap_or_default();
        let enough = right >= needed(action);
        story.field(name, &merged, right, enough);
        allowed = allowed && enough;
    }
    let sentence = story.sentence(allowed, record.is_some(), field);
    Explanation { allowed, sentence, steps: story.steps }
}

/// What an action needs of a field it touches.
fn needed(action: Action) -> FieldRight {
    match action {
        Action::Create | Action::Edit | Action::Import | Action::Transfer => FieldRight::Edit,
        Action::View | Action::Delete | Action::Export | Action::Bulk | Action::History => FieldRight::Read,
    }
}

struct Story<'a> {
    principal: &'a Principal,
    object: &'a ObjectDef,
    action: Action,
    steps: Vec<Step>,
}

impl Story<'_> {
    fn step(&mut self, rule: &'static str, allows: bool, zh: String, en: String) {
        let outcome = if allows { Outcome::Allows } else { Outcome::Refuses };
        self.steps.push(Step { rule, outcome, detail: Label::new(zh, en) });
    }

    fn account(&mut self) {
        if self.principal.active() {
            self.step("account", true, "账号可用。".into(), "The account is active.".into());
        } else {
            self.step(
                "account",
                false,
                "账号已停用，所有权限无效。".into(),
                "The account is disabled; none of its rights count.".into(),
            );
        }
    }

    fn roles(&mut self) {
        let action = self.action.label();
        if self.principal.roles().is_empty() {
            self.step("role", false, "没有任何角色。".into(), "No role is given.".into());
        }
        for role in self.principal.roles() {
            let grant = role.grant(self.object.name.as_str());
            let scope = grant.map(|grant| grant.scope(self.action)).unwrap_or_default();
            let through = self.views() && grant.is_some_and(|grant| grant.through);
            let mut words = scope.label();
            if through {
                words.zh.push_str("，以及随可见记录关联的");
                words.en.push_str(", and what hangs off records they may view");
            }
            self.step(
                "role",
                scope > Scope::None || through,
                format!("角色“{}”给予的{}范围：{}。", role.label.zh, action.zh, words.zh),
                format!(
                    "The role “{}” lets them {}: {}.",
                    role.label.get(model::Locale::En),
                    action.en,
                    words.en
                ),
            );
        }
    }

    fn scope(&mut self, scope: Scope) {
        let words = scope.label();
        self.step(
            "scope",
            scope > Scope::None,
            format!("多个角色取最宽的范围：{}。", words.zh),
            format!("The widest scope of all roles counts: {}.", words.en),
        );
    }

    fn record(&mut self, scope: Scope, record: &dyn RecordFacts) {
        self.owner(scope, record);
        let directly = plain::may_view_directly(self.principal, &self.object.name, record);
        let opened = plain::opened_by(self.principal, self.object, record);
        if let (false, Some((field, target, _))) = (directly, &opened) {
            let label =
                self.object.field(field.as_str()).map_or_else(Label::default, |field| field.label.clone());
            self.step(
                "through",
                true,
                format!("它所关联的“{}”（{target}）可以查看，因此它也可以查看。", label.zh),
                format!("Its “{}” (a record of {target}) may be viewed, so it may be viewed too.", label.en),
            );
        }
        let needs_view = !self.views() && !matches!(self.action, Action::Create | Action::Import);
        if needs_view && !directly && opened.is_none() {
            self.step(
                "view",
                false,
                "看不到这条记录，因此也不能对它做任何事。".into(),
                "The record can't be seen, so nothing can be done to it.".into(),
            );
        }
    }

    fn owner(&mut self, scope: Scope, record: &dyn RecordFacts) {
        let action = self.action;
        let direct = match action {
            Action::View | Action::History | Action::Bulk => {
                plain::may_view_directly(self.principal, &self.object.name, record)
            }
            _ => plain::may(self.principal, self.object, action, record),
        };
        let Some(owner) = record.owner() else {
            self.step(
                "owner",
                direct,
                "这条记录没有负责人，只有“全部”范围包含它。".into(),
                "The record has no owner; only the scope “all” holds it.".into(),
            );
            return;
        };
        let (zh, en) = if owner == self.principal.id() {
            ("负责人是本人".to_owned(), "They own it".to_owned())
        } else {
            let user = self.principal.directory().user(owner);
            let name = user.map_or("?", |user| user.name.as_str());
            (format!("负责人是{name}"), format!("It is owned by {name}"))
        };
        let words = scope.label();
        let (not_zh, not_en) = if direct { ("", "") } else { ("不", " not") };
        self.step(
            "owner",
            direct,
            format!("{zh}，{not_zh}在范围（{}）之内。", words.zh),
            format!("{en}, which is{not_en} within the scope ({}).", words.en),
        );
    }

    fn field(&mut self, name: &FieldName, merged: &Merged<'_>, right: FieldRight, enough: bool) {
        let Some(field) = self.object.field(name.as_str()) else {
            self.step("field", false, "没有这个字段。".into(), "There is no such field.".into());
            return;
        };
        self.field_roles(field);
        let words = right.label();
        let merging = if guarded(field) && merged.givers(Action::View).nth(1).is_some() {
            Label::new(
                "敏感字段以覆盖全部可见记录的角色为准，",
                "For a guarded field the role that reaches every visible record counts; ",
            )
        } else {
            Label::default()
        };
        self.step(
            "field",
            enough,
            format!("{}字段“{}”最终为：{}。", merging.zh, field.label.zh, words.zh),
            format!("{}the field “{}” is {}.", merging.en, field.label.get(model::Locale::En), words.en),
        );
    }

    fn field_roles(&mut self, field: &FieldDef) {
        for role in self.principal.roles() {
            let Some(grant) = role.grant(self.object.name.as_str()) else { continue };
            let right = grant.field_right(field);
            let words = right.label();
            self.step(
                "field_role",
                right >= needed(self.action),
                format!("角色“{}”对这个字段：{}。", role.label.zh, words.zh),
                format!("The role “{}” makes it {}.", role.label.get(model::Locale::En), words.en),
            );
        }
    }

    fn sentence(&self, allowed: bool, one: bool, field: Option<&FieldName>) -> Label {
        let (name, action) = (self.principal.name(), self.action.label());
        let object = &self.object.label;
        let field = field.and_then(|field| self.object.field(field.as_str())).map(|field| &field.label);
        let what = match (one, field) {
            (true, None) => Label::new(format!("这条{}记录", object.zh), format!("this {}", object.en)),
            (false, None) => Label::new(format!("{}记录", object.zh), format!("{} records", object.en)),
            (true, Some(field)) => Label::new(
                format!("这条{}记录的“{}”", object.zh, field.zh),
                format!("the “{}” of this {}", field.en, object.en),
            ),
            (false, Some(field)) => Label::new(
                format!("{}记录的“{}”", object.zh, field.zh),
                format!("the “{}” of {} records", field.en, object.en),
            ),
        };
        let (verb_zh, verb_en) = if allowed { ("可以", "may") } else { ("不能", "may not") };
        let wanted = if allowed { Outcome::Allows } else { Outcome::Refuses };
        let decisive = self.decisive(wanted);
        Label::new(
            format!("{name}{verb_zh}{}{}：{}", action.zh, what.zh, decisive.zh),
            format!("{name} {verb_en} {} {}: {}", action.en, what.en, decisive.en),
        )
    }

    /// The step that settled it: the first thing that stopped everything, else the last that had the wanted outcome.
    fn decisive(&self, wanted: Outcome) -> Label {
        let stopped =
            self.steps.iter().find(|step| step.rule == "account" && step.outcome == Outcome::Refuses);
        let settled =
            self.steps.iter().rev().find(|step| {
                step.outcome == wanted && !matches!(step.rule, "role" | "field_role" | "account")
            });
        let any = self.steps.iter().rev().find(|step| step.outcome == wanted);
        stopped.or(settled).or(any).map(|step| step.detail.clone()).unwrap_or_default()
    }

    fn views(&self) -> bool {
        matches!(self.action, Action::View | Action::History | Action::Bulk)
    }
}
