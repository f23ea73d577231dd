//! The main job: products, accounts that belong to each other, and deals that name both and people, from files.

use records::{Choice, Confirmation, ImportMode, ImportState};
use serde_json::json;

use crate::support::{counts, on_each_engine, suggested};

const PRODUCTS: &str = "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\nMG Special,MG,55\n";
const ACCOUNTS: &str = "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n\
    Cancity,retail,2001,718.62,2448,United States,Isdom\n\
    Isdom,technolgy,2002,3178.24,4540,United States,\n\
    Codehow,software,1998,2714.90,2641,United States,Acme Corporation\n\
    Acme Corporation,technolgy,1996,1100.04,2822,United States,\n";
const DEALS: &str = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n\
    1C1I7A6R,Moses Frase,GTX Basic,Cancity,Won,2016-10-20,2017-03-01,1054\n\
    Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2016-10-25,2017-03-11,4514\n\
    EC4QE1BX,Darcel Schlecht,MG Special,Cancity,Lost,2016-10-25,2017-03-07,0\n\
    MV1LWRNH,Moses Frase,GTXPro,,Engaging,2016-10-25,,\n\
    PE84CX4O,Moses Frase,GTX Basic,,Prospecting,,,\n";

#[test]
fn accounts_deals_and_products_come_in_and_come_in_again_without_a_change() {
    on_each_engine(async |room| {
        assert_eq!(room.bring_in("product", PRODUCTS).await.result, counts(3, 0, 0));

        let import = room.upload("account", "accounts.csv", ACCOUNTS).await;
        assert_eq!(
            (import.rows, import.update_by.as_deref(), import.mode),
            (4, Some("name"), ImportMode::Upsert)
        );
        let mut mapping = suggested(&import);
        mapping.columns[3].format = Some("millions".into());
        let boss = room.caller(crate::support::BOSS);
        let import = room.records.import_map(&boss, import.id, mapping.clone()).await.unwrap();
        assert_eq!(import.matches, [], "a parent that the file itself makes needs no decision");
        let before = room.digest();
        let checked = room.check(import.id).await;
        assert_eq!((checked.state, checked.result), (ImportState::Checked, counts(4, 0, 0)));
        assert_eq!(room.digest(), before, "a check writes nothing");
        let done = room.start(import.id).await;
        assert_eq!((done.state, done.result), (ImportState::Done, counts(4, 0, 0)));
        let accounts =
            room.list("account", &["name", "industry", "annual_revenue", "founded_year", "parent"]).await;
        assert_eq!(accounts[0]["parent"]["label"], "Isdom");
        assert_eq!(accounts[2]["parent"]["label"], "Acme Corporation");
        assert_eq!(accounts[3]["annual_revenue"], json!({"amount": "1100040000.00", "currency": "CNY"}));
        assert_eq!(
            (&accounts[1]["industry"], &accounts[1]["founded_year"]),
            (&json!("technology"), &json!(2002))
        );

        let import = room.upload("opportunity", "sales_pipeline.csv", DEALS).await;
        assert_eq!(import.update_by.as_deref(), Some("external_id"));
        let import = room.map(&import).await;
        assert_eq!(import.matches.len(), 1, "one decision for two rows");
        let asked = &import.matches[0];
        assert_eq!((asked.field.as_str(), asked.text.as_str(), asked.rows), ("product", "GTXPro", 2));
        assert_eq!(asked.candidates[0].label, "GTX Pro");

        let undecided = room.check(import.id).await;
        assert_eq!(undecided.result.unwrap().rejected, 2);
        assert_eq!(undecided.problems[0].code, "import_unconfirmed");
        assert_eq!(
            (undecided.problems[0].row, undecided.problems[0].column.as_deref()),
            (3, Some("product"))
        );

        let confirmation = Confirmation {
            field: "product".into(),
            text: "GTXPro".into(),
            choice: Some(Choice::This { id: asked.candidates[0].id.clone() }),
        };
        room.records.import_confirm(&boss, import.id, vec![confirmation]).await.unwrap();
        let done = room.start(import.id).await;
        assert_eq!(done.result, counts(5, 0, 0));
        let fields = ["name", "stage", "amount", "product", "account", "owner", "closed_on", "external_id"];
        let deals = room.list("opportunity", &fields).await;
        assert_eq!(deals[0]["name"], "Cancity · GTX Basic");
        assert_eq!(deals[1]["product"]["label"], "GTX Pro");
        assert_eq!(deals[1]["owner"]["label"], "Darcel Schlecht");
        assert_eq!((&deals[3]["name"], &deals[3]["account"]), (&json!("GTX Pro"), &json!(null)));
        assert_eq!(
            (&deals[0]["closed_on"], &deals[4]["stage"]),
            (&json!("2017-03-01"), &json!("prospecting"))
        );

        let before = room.digest();
        assert_eq!(room.bring_in("product", PRODUCTS).await.result, counts(0, 0, 3));
        let again = room.upload("account", "accounts.csv", ACCOUNTS).await;
        let again = room.records.import_map(&boss, again.id, mapping).await.unwrap();
        assert_eq!(room.start(again.id).await.result, counts(0, 0, 4));
        let again = room.upload("opportunity", "sales_pipeline.csv", DEALS).await;
        let again = room.map(&again).await;
        let confirmation = Confirmation {
            field: "product".into(),
            text: "GTXPro".into(),
            choice: Some(Choice::This { id: again.matches[0].candidates[0].id.clone() }),
        };
        room.records.import_confirm(&boss, again.id, vec![confirmation]).await.unwrap();
        assert_eq!(room.start(again.id).await.result, counts(0, 0, 5));
        assert_eq!(room.digest(), before, "the second run of the same import changes nothing");
    });
}

#[test]
fn a_row_that_changed_updates_its_record_and_a_new_parent_counts_as_one_change() {
    on_each_engine(async |room| {
        let first = "name,employees,subsidiary_of\nCancity,10,\nIsdom,20,\n";
        assert_eq!(room.bring_in("account", first).await.result, counts(2, 0, 0));
        let second = "name,employees,subsidiary_of\nCancity,10,Newcity\nIsdom,21,\nNewcity,1,\n";
        assert_eq!(room.bring_in("account", second).await.result, counts(1, 2, 0));
        let accounts = room.list("account", &["name", "employees", "parent"]).await;
        assert_eq!(accounts[0]["parent"]["label"], "Newcity");
        assert_eq!(accounts[1]["employees"], 21);
        assert_eq!(room.bring_in("account", second).await.result, counts(0, 0, 3));
    });
}

#[test]
fn names_left_empty_by_choice_are_counted_and_names_refused_are_rejected() {
    on_each_engine(async |room| {
        room.bring_in("account", "name\nCancity\nIsdom\n").await;
        let deals = "name,account,external id\nA,Nowhere Ltd,1\nB,Elsewhere,2\nC,Cancity,3\n";
        let import = room.upload("opportunity", "deals.csv", deals).await;
        let import = room.map(&import).await;
        let texts: Vec<&str> = import.matches.iter().map(|asked| asked.text.as_str()).collect();
        assert_eq!(texts.len(), 2);
        let word = |text: &str, choice: &str| Confirmation {
            field: "account".into(),
            text: text.into(),
            choice: Some(serde_json::from_value(json!(choice)).unwrap()),
        };
        let decided = vec![word("Nowhere Ltd", "leave_empty"), word("Elsewhere", "reject")];
        room.records.import_confirm(&room.caller(crate::support::BOSS), import.id, decided).await.unwrap();
        let result = room.start(import.id).await.result.unwrap();
        assert_eq!((result.created, result.rejected, result.linked_empty), (2, 1, 1));
    });
}
