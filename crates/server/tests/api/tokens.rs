//! Programs with tokens: what they reach, what they never reach, and how they end.

use std::collections::BTreeSet;

use futures_util::StreamExt as _;
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::{Gate, TokenNeed};

use crate::doors::Targets;
use crate::support::{ADDRESS, Answer, Client, Company};

const MINE: &str = "/api/v1/me/tokens";
const EVERYTHING: &[&str] = &[
    "records:read:*",
    "records:write:*",
    "records:delete:*",
    "records:transfer:*",
    "export",
    "metadata:read",
    "directory:read",
    "profile:read",
    "admin:users.manage",
    "admin:roles.manage",
    "admin:metadata.manage",
    "admin:audit.read",
    "admin:settings.manage",
    "admin:security.manage",
];

fn is_closed(answer: &Answer) -> bool {
    let code = answer.code().unwrap_or_default();
    matches!(
        (answer.status.as_u16(), code.as_str()),
        (403, "token_not_allowed" | "token_scope_missing" | "forbidden") | (404, "not_found")
    )
}

async fn a_token_without_scopes_reaches_nothing(company: &Company) {
    let targets = Targets::of(company).await;
    let token = company.token_of("admin", &[]).await;
    let program = company.with_token(&token);
    company.stand_still();
    let before = company.digest().await;
    for route in server::routes::all() {
        let answer = targets.ask(&program, &route).await;
        assert!(is_closed(&answer), "{} answered {} {}", answer.asked, answer.status, answer.text());
        assert_eq!(answer.header("set-cookie"), None, "{}", answer.asked);
        assert_eq!(company.digest().await, before, "{} changed something", answer.asked);
    }
}

async fn a_token_that_only_reads_changes_nothing(company: &Company) {
    let targets = Targets::of(company).await;
    let scopes = ["records:read:*", "metadata:read", "directory:read", "profile:read", "admin:audit.read"];
    let token = company.token_of("admin", &scopes).await;
    let program = company.with_token(&token);
    company.stand_still();
    let before = company.digest().await;
    let mut read = 0;
    for route in server::routes::all() {
        let answer = targets.ask(&program, &route).await;
        if route.method.is_safe() && route.token.is_some() {
            read += usize::from(answer.status.is_success());
        } else {
            assert!(is_closed(&answer), "{} answered {} {}", answer.asked, answer.status, answer.text());
        }
        assert_eq!(answer.header("set-cookie"), None, "{}", answer.asked);
        assert_eq!(company.digest().await, before, "{} changed something", answer.asked);
    }
    assert!(read > 10, "only {read} routes were read");
}

/// Whatever a token may be used for, it never touches what proves who people are, or what they may do.
async fn no_token_reaches_what_it_hangs_on(company: &Company) {
    let targets = Targets::of(company).await;
    let token = company.token_of("admin", EVERYTHING).await;
    let program = company.with_token(&token);
    company.stand_still();
    let before = company.digest().await;
    for route in server::routes::all() {
        let tail = route.path.trim_start_matches("/api/v1/");
        let guarded = [
            "roles",
            "security",
            "session",
            "setup",
            "invitations",
            "apps",
            "tokens",
            "me/",
            "imports",
            "password",
            "sign-in",
        ];
        let writes_people = !route.method.is_safe()
            && (tail.starts_with("users") || tail.starts_with("teams") || tail.starts_with("people"));
        let of_user = tail.starts_with("users/{id}/");
        if !(guarded.iter().any(|start| tail.starts_with(start))
            || writes_people
            || of_user
            || tail == "me" && !route.method.is_safe())
        {
            continue;
        }
        assert_eq!(route.token, None, "{} {}", route.method, route.path);
        targets.ask(&program, &route).await.refused(403, "token_not_allowed");
        assert_eq!(company.digest().await, before, "{} {} changed something", route.method, route.path);
    }
}

#[test]
fn the_routes_a_token_may_use_are_these() {
    let lines: Vec<String> = server::routes::all()
        .iter()
        .filter_map(|route| route.token.map(|need| (route, need)))
        .map(|(route, need)| {
            let need = match need {
                TokenNeed::Records(verbs) => verbs
                    .iter()
                    .map(|verb| format!("records:{}", verb.as_str()))
                    .collect::<Vec<_>>()
                    .join(" or "),
                TokenNeed::Export => "export".into(),
                TokenNeed::Metadata => "metadata:read".into(),
                TokenNeed::Directory => "directory:read".into(),
                TokenNeed::Profile => "profile:read".into(),
                TokenNeed::Capability => {
                    assert!(matches!(route.gate, Gate::Can(_)), "{}: of which right?", route.path);
                    format!("admin:{}", route.gate.capabilities()[0])
                }
            };
            assert!(
                !route.fresh || route.token == Some(TokenNeed::Export),
                "{} asks for a proof of now",
                route.path
            );
            format!("{:6} {:50} {need}", route.method.as_str(), route.path)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

async fn a_program_works_within_its_scopes(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling", "phone": "13812345678"})).await;
    let contact = company.made("rep", "contact", json!({"name": "Zhao", "account": account.id()})).await;
    let foreign = company.made("other", "account", json!({"name": "Foreign"})).await;
    let token = company.token_of("rep", &["records:read:account", "records:write:account"]).await;
    let program = company.with_token(&token);
    let seen = program.get("/api/v1/records/account").await.ok();
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    program.get(&foreign.path()).await.refused(404, "not_found");
    program.get(&contact.path()).await.refused(404, "not_found");
    program.get("/api/v1/records/contact").await.refused(404, "not_found");
    let hits = program.find("/api/v1/search", &[("q", "Zhao")]).await.ok();
    assert_eq!(hits["items"], json!([]));
    let made = program.post("/api/v1/records/account", json!({"name": "By a robot"})).await.ok();
    let path = format!("/api/v1/records/account/{}", made["id"].as_str().unwrap());
    program.change(&path, 1, json!({"name": "Renamed"})).await.ok();
    program.remove(&path, 2).await.refused(403, "token_scope_missing");
    program.post("/api/v1/records/contact", json!({"name": "x"})).await.refused(404, "not_found");
    program.post("/api/v1/exports", json!({"object": "account"})).await.refused(403, "token_scope_missing");
    // The owner's link is shown as one that may not be seen where the token does not read it.
    let contacts = company.token_of("rep", &["records:read:contact"]).await;
    let shown = company.with_token(&contacts).get(&contact.path()).await.ok();
    assert_eq!(shown["values"]["account"]["label"], Value::Null, "{shown}");
    // The same person's session is not narrowed by it, before or after.
    company.by("rep").get(&contact.path()).await.ok();
    program.get(&contact.path()).await.refused(404, "not_found");
    let log = company.log().await;
    let id = company.by("rep").get(MINE).await.ok()["items"][1]["id"].clone();
    let by_token: BTreeSet<&str> = log
        .iter()
        .filter(|event| event.detail.get("token") == Some(&id))
        .map(|event| event.action.as_str())
        .collect();
    for act in ["view", "list", "search", "create", "update", "denied"] {
        assert!(act == "view" || by_token.contains(act), "{act} of {by_token:?}");
    }
}

async fn the_answer_to_every_bad_token_is_the_same(company: &Company) {
    let good = company.token_of("rep", &["records:read:*"]).await;
    let refused = |answer: Answer| {
        answer.refused(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        answer.text()
    };
    let ask = async |token: &str| company.with_token(token).get("/api/v1/records/account").await;
    ask(&good).await.ok();
    let mut last = good.clone().into_bytes();
    let end = last.len() - 1;
    last[end] = if last[end] == b'A' { b'B' } else { b'A' };
    let unknown = "kedun_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD4r-y9";
    let expected = refused(ask(unknown).await);
    for bad in ["", "x", "kedun_pat_", &String::from_utf8(last).unwrap(), &good.replace("_pat_", "_oat_")] {
        assert_eq!(refused(ask(bad).await), expected, "{bad}");
    }
    // From another network.
    let body = json!({"name": "Office", "scopes": ["records:read:*"], "networks": ["198.51.100.0/24"]});
    let elsewhere = company.by("rep").post(MINE, body).await.ok()["secret"].as_str().unwrap().to_owned();
    assert_eq!(refused(ask(&elsewhere).await), expected);
    let body = json!({"name": "Here", "scopes": ["records:read:*"], "networks": ["203.0.113.0/24"]});
    let here = company.by("rep").post(MINE, body).await.ok()["secret"].as_str().unwrap().to_owned();
    ask(&here).await.ok();
    // Revoked: refused from the next request on, and only that one.
    let id = company.by("rep").get(MINE).await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
    company.by("rep").delete(&format!("{MINE}/{id}")).await.ok();
    assert_eq!(refused(ask(&here).await), expected);
    ask(&good).await.ok();
    // The company forbids them.
    let mut rules = company.by("officer").get("/api/v1/security/tokens").await.ok();
    rules["personal"] = json!(false);
    company.by("officer").put("/api/v1/security/tokens", rules.clone()).await.ok();
    assert_eq!(refused(ask(&good).await), expected);
    company.by("rep").post(MINE, json!({"name": "x", "scopes": []})).await.refused(403, "tokens_forbidden");
    rules["personal"] = json!(true);
    rules["max_days"] = json!(10);
    company.by("officer").put("/api/v1/security/tokens", rules).await.ok();
    ask(&good).await.ok();
    company.wait(11 * 24 * 3600);
    assert_eq!(refused(ask(&good).await), expected, "older than the company allows");
}

async fn two_proofs_at_once_and_pages_of_others_are_refused(company: &Company) {
    let token = company.token_of("rep", &["records:read:*", "records:write:*"]).await;
    let program = company.with_token(&token);
    let list = || program.ask(Method::GET, "/api/v1/records/account");
    for cookie in ["__Host-kedun=x", "__Host-kedun-flow=x", "a=b; __Host-kedun-device=x"] {
        list().header("cookie", cookie).send().await.refused(400, "bad_request");
    }
    list().header("cookie", "theme=dark").send().await.ok();
    let make = || program.ask(Method::POST, "/api/v1/records/account").json(&json!({"name": "x"}));
    for (origin, site) in [
        ("https://evil.example", ""),
        ("https://evil.example", "cross-site"),
        ("", "cross-site"),
        ("", "same-site"),
        ("null", ""),
    ] {
        make()
            .header("origin", origin)
            .header("sec-fetch-site", site)
            .send()
            .await
            .refused(403, "origin_refused");
        list()
            .header("origin", origin)
            .header("sec-fetch-site", site)
            .send()
            .await
            .refused(403, "origin_refused");
    }
    let made = make().send().await;
    made.ok();
    assert!(made.headers.keys().all(|name| !name.as_str().starts_with("access-control")));
    assert_eq!(made.header("set-cookie"), None);
}

async fn a_flood_of_bad_tokens_fills_no_log_and_locks_nobody_out(company: &Company) {
    let good = company.token_of("rep", &["records:read:*"]).await;
    let (counted, asked) = (company.log().await.len(), 400);
    company.stand_still();
    for n in 0..asked {
        let answer = company.with_token(&format!("bad{n}")).get("/api/v1/records/account").await;
        answer.refused(401, "unauthenticated");
    }
    let more = company.log().await.len() - counted;
    assert!((50..=60).contains(&more), "{more} lines for {asked}");
    company.with_token(&good).get("/api/v1/records/account").await.ok();
    company.go_on();
    company.sign_in_again("rep").await;
}

async fn a_budget_is_never_exceeded_by_more_than_a_page(company: &Company) {
    for n in 0..30 {
        company.made("rep", "account", json!({"name": format!("Account {n}")})).await;
    }
    let body = json!({"name": "Robot", "scopes": ["records:read:*", "export"], "records_per_hour": 25});
    let secret = company.by("operator").post(MINE, body).await.ok()["secret"].as_str().unwrap().to_owned();
    let program = company.with_token(&secret);
    company.stand_still();
    // Many at once.
    let lists = (0..12).map(|_| program.get("/api/v1/records/account?limit=10"));
    let answers: Vec<Answer> = futures_util::future::join_all(lists).await;
    let mut given = 0;
    for answer in &answers {
        if answer.status == 200 {
            given += answer.json()["items"].as_array().unwrap().len();
        } else {
            answer.refused(429, "budget_spent");
            let wait: i64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=3600).contains(&wait));
        }
    }
    // One by one until nothing is left.
    loop {
        let answer = program.get("/api/v1/records/account?limit=10").await;
        if answer.status != 200 {
            break;
        }
        given += answer.json()["items"].as_array().unwrap().len();
    }
    assert!((25..25 + 10).contains(&given), "{given}");
    for path in [
        "/api/v1/records/account",
        "/api/v1/search?q=Account",
        "/api/v1/records/account/groups?by=level",
        "/api/v1/records/account?count=exact&limit=1",
    ] {
        program.get(path).await.refused(429, "budget_spent");
    }
    program.post("/api/v1/exports", json!({"object": "account"})).await.refused(429, "budget_spent");
    // What was given is known after a start, and an hour later it begins anew.
    assert!(company.touch_tokens().await >= 1);
    company.go_on();
    company.wait(3600);
    program.get("/api/v1/records/account?limit=1").await.ok();
    // An export asks for all of it first: 30 are more than what is left.
    program.post("/api/v1/exports", json!({"object": "account"})).await.refused(429, "budget_spent");
    let wide = json!({"name": "Wide", "scopes": ["records:read:*", "export"], "records_per_hour": 40});
    company.sign_in_again("admin").await;
    let wide = company.by("admin").post(MINE, wide).await.ok()["secret"].as_str().unwrap().to_owned();
    let wide = company.with_token(&wide);
    let file = wide.post("/api/v1/exports", json!({"object": "account"})).await;
    assert_eq!((file.status.as_u16(), file.text().lines().count()), (200, 31), "{}", file.text());
    wide.post("/api/v1/exports", json!({"object": "account"})).await.refused(429, "budget_spent");
    wide.get("/api/v1/records/account?limit=9").await.ok();
    wide.get("/api/v1/records/account?limit=9").await.ok();
    wide.get("/api/v1/records/account?limit=9").await.refused(429, "budget_spent");
}

async fn tokens_are_made_shown_once_listed_and_revoked(company: &Company) {
    let rep = company.by("rep");
    let body = json!({
        "name": "Nightly sync", "reason": "ERP", "scopes": ["records:read:account"], "days": 30,
        "networks": ["203.0.113.0/24"], "records_per_hour": 500,
    });
    let made = rep.post(MINE, body).await;
    assert_eq!(made.status, 201);
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("kedun_pat_") && secret.len() == 58);
    company.with_token(&secret).get("/api/v1/records/account").await.ok();
    company.touch_tokens().await;
    let list = rep.get(MINE).await;
    assert!(!list.text().contains(&secret));
    let token = list.ok()["items"][0].clone();
    assert_eq!(token["name"], "Nightly sync");
    assert_eq!(token["last_address"], ADDRESS);
    assert!(token["last_used_at"].is_string());
    for (body, field, code) in [
        (json!({"name": "", "scopes": []}), "name", "required"),
        (json!({"name": "x", "scopes": ["records:read:nothing"]}), "scopes", "unknown_scope"),
        (json!({"name": "x", "scopes": ["everything"]}), "scopes", "unknown_scope"),
        (json!({"name": "x", "scopes": ["admin:users.manage"]}), "scopes", "scope_not_held"),
        (json!({"name": "x", "scopes": [], "days": 366}), "days", "invalid_number"),
        (json!({"name": "x", "scopes": [], "days": 0}), "days", "invalid_number"),
        (json!({"name": "x", "scopes": [], "networks": ["somewhere"]}), "networks", "invalid_network"),
        (json!({"name": "x", "scopes": [], "records_per_hour": 0}), "records_per_hour", "invalid_number"),
    ] {
        rep.post(MINE, body).await.refused_field(field, code);
    }
    // Administrators see it, never the secret, and end it; a colleague does neither.
    let of_rep = format!("/api/v1/users/{}/tokens", company.id("rep"));
    let one = format!("{of_rep}/{}", token["id"].as_str().unwrap());
    company.by("manager").get(&of_rep).await.refused(403, "forbidden");
    company.by("manager").delete(&one).await.refused(403, "forbidden");
    let seen = company.by("officer").get(&of_rep).await;
    assert!(seen.text().contains("Nightly sync") && !seen.text().contains(&secret));
    company.by("officer").delete(&one).await.ok();
    company.by("officer").delete(&one).await.refused(404, "not_found");
    company.with_token(&secret).get("/api/v1/records/account").await.refused(401, "unauthenticated");
    // All at once; and with the account.
    let tokens = [
        company.token_of("rep", &["records:read:*"]).await,
        company.token_of("rep", &["records:read:*"]).await,
    ];
    assert_eq!(rep.delete(MINE).await.ok()["revoked"], 2);
    for token in &tokens {
        company.with_token(token).get("/api/v1/records/account").await.refused(401, "unauthenticated");
    }
    let last = company.token_of("rep", &["records:read:*"]).await;
    let path = format!("/api/v1/users/{}", company.id("rep"));
    for active in [false, true] {
        let version = company.by("admin").get(&path).await.ok()["version"].clone();
        company.by("admin").patch(&path, json!({"version": version, "active": active})).await.ok();
        company.with_token(&last).get("/api/v1/records/account").await.refused(401, "unauthenticated");
    }
    for _ in 0..50 {
        company.by("director").post(MINE, json!({"name": "One of many", "scopes": []})).await.ok();
    }
    let one_more = company.by("director").post(MINE, json!({"name": "One too many", "scopes": []})).await;
    one_more.refused(409, "tokens_too_many");
}

async fn making_a_token_asks_for_a_fresh_proof(company: &Company) {
    company.wait(16 * 60);
    company.by("rep").post(MINE, json!({"name": "x", "scopes": []})).await.refused(403, "step_up_required");
    company.by("rep").get(MINE).await.ok();
}

/// Requests run while the token is revoked: none that begins after the answer is let in.
async fn a_revoked_token_is_refused_from_the_next_request_on(company: &Company) {
    company.made("rep", "account", json!({"name": "Yunling"})).await;
    for _ in 0..5 {
        let token = company.token_of("rep", &["records:read:*"]).await;
        let program = company.with_token(&token);
        program.get("/api/v1/records/account").await.ok();
        let ended = std::sync::atomic::AtomicBool::new(false);
        let hammer = async |program: Client<'_>| {
            for _ in 0..6 {
                let after = ended.load(std::sync::atomic::Ordering::SeqCst);
                let answer = program.get("/api/v1/records/account").await;
                assert!(!after || answer.status == 401, "served after the end: {}", answer.status);
            }
        };
        let revoke = async {
            company.by("rep").delete(MINE).await.ok();
            ended.store(true, std::sync::atomic::Ordering::SeqCst);
            program.get("/api/v1/records/account").await.refused(401, "unauthenticated");
        };
        let crowd = futures_util::future::join_all((0..64).map(|_| hammer(program.clone())));
        futures_util::future::join(crowd, revoke).await;
    }
}

async fn a_revoked_token_ends_an_export_under_way(company: &Company) {
    let creates =
        (0..410).map(|n| {
            let client = company.by("rep");
            async move {
                client.post("/api/v1/records/account", json!({"name": format!("Account {n}")})).await.ok()
            }
        });
    futures_util::stream::iter(creates).buffer_unordered(16).collect::<Vec<Value>>().await;
    let token = company.token_of("operator", &["records:read:*", "export"]).await;
    let program = company.with_token(&token);
    let body = json!({"object": "account", "format": "csv"});
    let ask = program.ask(Method::POST, "/api/v1/exports").json(&body);
    let response = ask.open().await;
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    body.frame().await.unwrap().unwrap();
    company.by("operator").delete(MINE).await.ok();
    assert!(body.frame().await.unwrap().is_err(), "the file is cut off");
}

async fn a_right_that_its_owner_loses_is_lost_to_the_token(company: &Company) {
    let token = company.token_of("operator", &["admin:users.manage", "records:read:account"]).await;
    let program = company.with_token(&token);
    program.get("/api/v1/users").await.ok();
    program.get("/api/v1/audit").await.refused(403, "forbidden");
    let path = format!("/api/v1/users/{}", company.id("operator"));
    let version = company.by("admin").get(&path).await.ok()["version"].clone();
    company.by("admin").patch(&path, json!({"version": version, "roles": ["sales_rep"]})).await.ok();
    program.get("/api/v1/users").await.refused(403, "forbidden");
    program.get("/api/v1/records/account").await.ok();
}

/// A change whose answer its maker could not see is not made.
async fn who_changes_an_object_by_token_also_reads_it(company: &Company) {
    let field = json!({"name": "c_new", "type": "text", "label": {"zh": "新", "en": "New"}});
    let path = "/api/v1/objects/account/fields";
    let alone = company.token_of("operator", &["admin:metadata.manage", "records:read:contact"]).await;
    let before = company.digest().await;
    company.with_token(&alone).post(path, field.clone()).await.refused(403, "token_scope_missing");
    let object = json!({"name": "c_thing", "label": {"zh": "物", "en": "Thing"}});
    company
        .with_token(&alone)
        .post("/api/v1/objects", object.clone())
        .await
        .refused(403, "token_scope_missing");
    assert_eq!(company.digest().await, before);
    let reading =
        company.token_of("operator", &["admin:metadata.manage", "records:read:*", "metadata:read"]).await;
    company.with_token(&reading).post(path, field).await.ok();
    company.with_token(&reading).post("/api/v1/objects", object).await.ok();
    company.with_token(&reading).get("/api/v1/objects/c_thing").await.ok();
}

on_both_engines!(
    who_changes_an_object_by_token_also_reads_it,
    a_token_without_scopes_reaches_nothing,
    a_token_that_only_reads_changes_nothing,
    no_token_reaches_what_it_hangs_on,
    a_program_works_within_its_scopes,
    the_answer_to_every_bad_token_is_the_same,
    two_proofs_at_once_and_pages_of_others_are_refused,
    a_flood_of_bad_tokens_fills_no_log_and_locks_nobody_out,
    a_budget_is_never_exceeded_by_more_than_a_page,
    tokens_are_made_shown_once_listed_and_revoked,
    making_a_token_asks_for_a_fresh_proof,
    a_revoked_token_is_refused_from_the_next_request_on,
    a_revoked_token_ends_an_export_under_way,
    a_right_that_its_owner_loses_is_lost_to_the_token,
);
