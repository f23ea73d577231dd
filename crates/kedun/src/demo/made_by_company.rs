//! What the demo company made for itself: an object of its own, and views that everybody shares.

use std::collections::BTreeMap;

use access::Principal;
use metadata::Change;
use model::{Locale, UserId};
use records::{Caller, Records, ViewBody};
use serde_json::{Value as Json, json};
use server::House;

use crate::commands::{progress, told};
use crate::demo::staff;

/// The object's name: a customer's own begin with `c_`.
pub(crate) const MACHINE: &str = "c_machine";

/// Makes the object 设备 Machine with its fields, on behalf of the administrator.
pub(crate) async fn machine_object(house: &House, by: &Caller) -> anyhow::Result<()> {
    let object = json!({
        "name": "machine", "label": {"zh": "设备", "en": "Machine"}, "plural": {"zh": "设备", "en": "Machines"},
        "description": {"zh": "安装在客户现场的设备。", "en": "The machines that stand at our customers."},
        "icon": "box", "title_label": {"zh": "设备名称", "en": "Machine"}, "number": "MAC-{00000}",
    });
    change(&house.records, by, Change::CreateObject(serde_json::from_value(object)?)).await?;
    let fields = [
        json!({"name": "account", "type": "link", "label": {"zh": "客户", "en": "Account"}, "objects": ["account"]}),
        json!({"name": "serial", "type": "text", "label": {"zh": "序列号", "en": "Serial number"}, "unique": true, "searched": "text"}),
        json!({"name": "status", "type": "choice", "label": {"zh": "状态", "en": "Status"}, "options": [
            {"key": "running", "label": {"zh": "运行中", "en": "Running"}, "color": "green"},
            {"key": "service", "label": {"zh": "维护中", "en": "In service"}, "color": "amber"},
            {"key": "stopped", "label": {"zh": "停机", "en": "Stopped"}, "color": "red"},
        ]}),
        json!({"name": "price", "type": "money", "label": {"zh": "设备金额", "en": "Price"}}),
        json!({"name": "installed_on", "type": "date", "label": {"zh": "安装日期", "en": "Installed on"}}),
        json!({"name": "warranty_until", "type": "date", "label": {"zh": "质保到期", "en": "Warranty until"}, "indexed": true}),
    ];
    for field in fields {
        let field =
            Change::AddField { object: MACHINE.parse()?, field: Box::new(serde_json::from_value(field)?) };
        change(&house.records, by, field).await?;
    }
    progress("设备 Machine: 1 个自定义对象 custom object");
    Ok(())
}

async fn change(records: &Records, by: &Caller, change: Change) -> anyhow::Result<()> {
    match records.schema_change(by, &change).await {
        Ok(_) => Ok(()),
        Err(records::Error::Refused(problem)) => anyhow::bail!("the object Machine: {}", told(&problem)),
        Err(error) => Err(error.into()),
    }
}

/// Saves the views that everybody shares, as the head of sales.
pub(crate) async fn views(house: &House, head: UserId) -> anyhow::Result<usize> {
    let principal = Principal::on_behalf(&house.identity.directory(), head);
    let principal = principal.ok_or_else(|| anyhow::anyhow!("the head of sales is not there"))?;
    let head = staff::caller(principal, Locale::Zh);
    let views = shared_views();
    let mut made = 0;
    for (object, body) in
        views.iter().flat_map(|(object, bodies)| bodies.iter().map(move |body| (*object, body)))
    {
        let body: ViewBody = serde_json::from_value(body.clone())?;
        house.records.view_create(&head, object, body, true).await?;
        made += 1;
    }
    progress(format!("共享视图 Shared views: {made}"));
    Ok(made)
}

/// The views by object.
pub(crate) fn shared_views() -> BTreeMap<&'static str, Vec<Json>> {
    BTreeMap::from([
        (
            "account",
            vec![
                view(
                    "我的客户 My accounts",
                    &mine(),
                    &["-last_activity_at"],
                    &["name", "type", "level", "lifecycle", "phone", "last_activity_at"],
                ),
                view(
                    "战略与重点客户 Strategic and key",
                    &json!({"field": "level", "op": "in", "value": ["a", "b"]}),
                    &["level", "name"],
                    &["name", "level", "industry", "annual_revenue", "lifecycle", "owner"],
                ),
                view(
                    "沉默客户 Dormant",
                    &json!({"field": "lifecycle", "op": "eq", "value": "dormant"}),
                    &["last_activity_at"],
                    &["name", "owner", "last_activity_at", "credit_grade"],
                ),
            ],
        ),
        (
            "contact",
            vec![view(
                "决策者 Decision makers",
                &json!({"field": "decision_role", "op": "eq", "value": "decision_maker"}),
                &["name"],
                &["name", "account", "title", "attitude", "mobile", "email"],
            )],
        ),
        (
            "lead",
            vec![view(
                "热线索 Hot leads",
                &json!({"and": [{"field": "rating", "op": "eq", "value": "hot"}, {"field": "status", "op": "in", "value": ["new", "working"]}]}),
                &["-score"],
                &["name", "company", "score", "status", "source", "mobile", "owner"],
            )],
        ),
        (
            "opportunity",
            vec![
                board("商机看板 Pipeline", &open()),
                board("我的看板 My pipeline", &json!({"and": [open(), mine()]})),
                view(
                    "本月预计成交 Closing this month",
                    &json!({"and": [open(), {"field": "expected_close", "op": "within", "value": "this_month"}]}),
                    &["expected_close"],
                    &["name", "account", "stage", "amount", "expected_close", "owner", "next_step"],
                ),
                view(
                    "大额商机 Large deals",
                    &json!({"and": [open(), {"field": "amount", "op": "ge", "value": "500000"}]}),
                    &["-amount"],
                    &["name", "account", "stage", "amount", "weighted_amount", "expected_close", "owner"],
                ),
                view(
                    "本季赢单 Won this quarter",
                    &json!({"and": [{"field": "stage", "op": "eq", "value": "won"}, {"field": "closed_on", "op": "within", "value": "this_quarter"}]}),
                    &["-closed_on"],
                    &["name", "account", "amount", "closed_on", "owner"],
                ),
            ],
        ),
        (
            "task",
            vec![
                view(
                    "我今天的任务 My tasks today",
                    &json!({"and": [mine(), {"field": "due_at", "op": "within", "value": "today"}]}),
                    &["due_at"],
                    &["subject", "about", "status", "priority", "due_at"],
                ),
                view(
                    "未完成任务 Open tasks",
                    &json!({"field": "status", "op": "in", "value": ["open", "working", "waiting"]}),
                    &["due_at"],
                    &["subject", "about", "status", "priority", "due_at", "owner"],
                ),
            ],
        ),
        (
            "visit",
            vec![view(
                "本周拜访 Visits this week",
                &json!({"field": "planned_at", "op": "within", "value": "this_week"}),
                &["planned_at"],
                &["subject", "about", "type", "status", "planned_at", "owner"],
            )],
        ),
    ])
}

fn mine() -> Json {
    json!({"field": "owner", "op": "me", "value": null})
}

fn open() -> Json {
    json!({"field": "stage", "op": "not_in", "value": ["won", "lost"]})
}

fn view(name: &str, filter: &Json, sort: &[&str], columns: &[&str]) -> Json {
    let sort: Vec<Json> = sort
        .iter()
        .map(|key| json!({"field": key.trim_start_matches('-'), "desc": key.starts_with('-')}))
        .collect();
    let columns: Vec<Json> = columns.iter().map(|column| json!({"field": column})).collect();
    json!({"name": name, "kind": "list", "filter": filter, "sort": sort, "columns": columns})
}

fn board(name: &str, filter: &Json) -> Json {
    json!({"name": name, "kind": "board", "filter": filter, "sort": [{"field": "amount", "desc": true}],
        "columns": [{"field": "name"}, {"field": "account"}, {"field": "amount"}, {"field": "expected_close"}, {"field": "owner"}]})
}
