//! `kedun demo`: a company to look at, made the way everything is made.

use serde_json::{Value, json};

use crate::home::{Home, text};
use crate::running::{Guest, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_fills_a_fresh_directory_once_and_its_people_can_work() {
    let home = Home::empty();
    let admin = ["--admin-email", "root@home.example", "--admin-password-stdin"];
    let command = [&["demo", "--json", "--seed", "7"][..], &admin].concat();
    let output = home.command(&command).write_stdin("a-quiet-canal-in-spring-19\n").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let made: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({
        "product": 60, "account": 400, "contact": 900, "lead": 250, "opportunity": 600, "c_machine": 120,
        "task": 820, "call": 700, "meeting": 340, "note": 800, "visit": 340,
    });
    assert_eq!(made["counts"], expected);
    assert_eq!(made["administrator"]["password"], Value::Null, "a given password is repeated");

    let again = home.command(&["demo"]).output().unwrap();
    assert_eq!(again.status.code(), Some(3));
    assert!(text(&again.stderr).contains("there is data already"), "{}", text(&again.stderr));
    assert_eq!(home.command(&["audit", "verify"]).output().unwrap().status.code(), Some(0));

    let server = Server::start(&home);
    let admin = server.signed_in("root@home.example", "a-quiet-canal-in-spring-19").await;
    for (object, count) in expected.as_object().unwrap() {
        assert_eq!(total(&admin, object, "").await, count.as_u64().unwrap(), "{object}");
    }
    let password = made["password"].as_str().unwrap();
    let rep = server.signed_in("chen.siyuan@demo.kedun.example", password).await;
    let manager = server.signed_in("lin.wanqing@demo.kedun.example", password).await;
    let (own, team) = (total(&rep, "account", "").await, total(&manager, "account", "").await);
    assert!(0 < own && own < team && team < 400, "{own} {team}");
    every_shared_view_shows_something(&manager, made["views"].as_u64().unwrap()).await;
    assert!(server.stop().success());
}

async fn total(guest: &Guest, object: &str, more: &str) -> u64 {
    let page = guest.got(&format!("/api/v1/records/{object}?limit=1&count=exact{more}")).await;
    page["count"]["value"].as_u64().unwrap()
}

/// The saved filters are filters that `records` takes, and the lists behind them are not bare.
async fn every_shared_view_shows_something(guest: &Guest, expected: u64) {
    let mut seen = 0;
    for object in ["account", "contact", "lead", "opportunity", "task", "visit"] {
        for view in guest.all(&format!("/api/v1/views?object={object}")).await {
            seen += 1;
            let filter = view["filter"].to_string();
            let encoded: Vec<String> = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let count = total(guest, object, &format!("&filter={}", encoded.concat())).await;
            // One person's own day, or the first days of a month or quarter, may be empty.
            let may_be_bare =
                ["today", "this_month", "this_quarter", "this_week"].iter().any(|span| filter.contains(span))
                    || filter.contains("\"me\"");
            assert!(count > 0 || may_be_bare, "{} shows nothing", view["name"]);
        }
    }
    assert_eq!(seen, expected);
}
