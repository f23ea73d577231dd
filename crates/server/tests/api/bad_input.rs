//! Input no sound client sends: each gets a clear problem document and changes nothing.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Company};

const PATH: &str = "/api/v1/records/account";

/// A refusal of the caller's own making, in the form of one.
#[track_caller]
fn refused(answer: &Answer) {
    assert!(answer.status.is_client_error(), "{} answered {} {}", answer.asked, answer.status, answer.text());
    answer.problem();
}

/// Whether a fault's place is the field, or a part of its value such as `address.city`.
fn is_at(place: &Value, field: &str) -> bool {
    let rest = place.as_str().and_then(|place| place.strip_prefix(field));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

async fn a_body_that_is_no_json_is_refused(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let before = company.digest().await;
    let deep = format!("{{\"name\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    for (body, status, code) in [
        (&b""[..], 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b"{\"name\": \"a\",}", 400, "invalid_json"),
        (b"{\"name\": \"a\"} {}", 400, "invalid_json"),
        (b"{'name': 'a'}", 400, "invalid_json"),
        (b"{\"name\": NaN}", 400, "invalid_json"),
        (b"{\"name\": 1e999}", 400, "invalid_json"),
        (b"{\"name\": \"\\ud800\"}", 400, "invalid_json"),
        (b"{\"name\": \"\x01\"}", 400, "invalid_json"),
        (b"\xef\xbb\xbf{\"name\": \"a\"}", 400, "invalid_json"),
        (b"{\"name\": \"\xff\xfe\"}", 400, "invalid_utf8"),
        (b"{\"name\": \"\xed\xa0\x80\"}", 400, "invalid_utf8"),
        (b"\xc3\x28", 400, "invalid_utf8"),
        (deep.as_bytes(), 400, "json_too_deep"),
        (b"[]", 422, "bad_request"),
        (b"null", 422, "bad_request"),
        (b"\"name\"", 422, "bad_request"),
    ] {
        for (method, path) in [(Method::POST, PATH), (Method::PATCH, &account.path())] {
            let ask = company.by("rep").ask(method, path).version(1).bytes(body, "application/json");
            ask.send().await.refused(status, code);
        }
    }
    for kind in
        ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"]
    {
        let ask = company.by("rep").ask(Method::POST, PATH).bytes("{\"name\": \"a\"}", kind);
        ask.send().await.refused(415, "unsupported_media_type");
    }
    let big = format!("{{\"name\": \"{}\"}}", "a".repeat(1024 * 1024));
    let ask = company.by("rep").ask(Method::POST, PATH).bytes(big.clone(), "application/json");
    ask.send().await.refused(413, "body_too_large");
    let lying = company
        .by("rep")
        .ask(Method::POST, PATH)
        .bytes(big, "application/json")
        .header("content-length", "5");
    lying.send().await.refused(413, "body_too_large");
    let claimed = company.by("rep").ask(Method::POST, PATH).bytes("{}", "application/json");
    claimed.header("content-length", "99999999999").send().await.refused(413, "body_too_large");
    assert_eq!(company.digest().await, before);
    let ask = company
        .by("rep")
        .ask(Method::POST, PATH)
        .bytes("{\"name\": \"a\"}", "Application/JSON; charset=utf-8");
    ask.send().await.ok();
}

async fn a_key_given_twice_is_not_guessed_at(company: &Company) {
    let before = company.digest().await;
    let ask = company
        .by("rep")
        .ask(Method::POST, PATH)
        .bytes("{\"name\": \"a\", \"name\": \"b\"}", "application/json");
    ask.send().await.refused(422, "duplicate_key");
    let body = "{\"ids\": [], \"action\": \"delete\", \"action\": \"restore\"}";
    let ask = company.by("rep").ask(Method::POST, &format!("{PATH}/bulk")).bytes(body, "application/json");
    ask.send().await.refused(422, "duplicate_key");
    assert_eq!(company.digest().await, before);
}

async fn values_of_the_wrong_kind_are_refused(company: &Company) {
    let before = company.digest().await;
    let long = "长".repeat(100_000);
    for (field, value) in [
        ("name", json!(1)),
        ("name", json!(["a"])),
        ("name", json!({"a": 1})),
        ("name", json!(long)),
        ("name", json!("a\u{0}b")),
        ("name", json!("   ")),
        ("description", json!("a\u{0}b")),
        ("external_id", json!("\u{0}")),
        ("phone", json!("139\u{0}73165678")),
        ("email", json!("a@b\u{0}.example")),
        ("employees", json!("12")),
        ("employees", json!(12.5)),
        ("employees", json!(-1)),
        ("employees", json!(9_007_199_254_740_993_i64)),
        ("employees", json!(1e300)),
        ("annual_revenue", json!("12.3456789")),
        ("annual_revenue", json!("99999999999999999999999999")),
        ("annual_revenue", json!({"amount": "1", "currency": "XX"})),
        ("annual_revenue", json!({"amount": "1", "currency": "CNY", "surprise": 1})),
        ("annual_revenue", json!({"amount": "one"})),
        ("do_not_contact", json!("true")),
        ("do_not_contact", json!(1)),
        ("tags", json!("one")),
        ("tags", json!([1])),
        ("tags", json!((0..10_000).map(|n| n.to_string()).collect::<Vec<_>>())),
        ("tags", json!(["a\u{0}"])),
        ("level", json!("A\u{0}")),
        ("address", json!("street")),
        ("address", json!({"surprise": "x"})),
        ("address", json!({"city": "a\u{0}"})),
        ("files", json!(["nonsense"])),
        ("files", json!(["0192f3a0-0000-7000-8000-000000000000"])),
        ("parent", json!(7)),
        ("parent", json!({"id": "nonsense"})),
        ("parent", json!("0192f3a0-0000-7000-8000-000000000000")),
        ("owner", json!("0192f3a0-0000-7000-8000-000000000000")),
        ("website", json!("data:text/html,x")),
        ("nonsense\u{0}", json!("x")),
    ] {
        let mut body = json!({"name": "Yunling"});
        body[field] = value.clone();
        let answer = company.by("operator").post(PATH, body).await;
        let shown: String = value.to_string().chars().take(60).collect();
        assert_eq!(answer.status, 422, "{field} {shown}: {}", answer.text());
        let fields = answer.problem()["fields"].as_array().cloned().unwrap_or_default();
        assert!(
            fields.iter().any(|fault| is_at(&fault["field"], field)),
            "{field} {shown}: {}",
            answer.text()
        );
        assert!(!answer.text().contains(&long), "the answer does not repeat what was sent");
    }
    assert_eq!(company.digest().await, before);
}

async fn a_filter_no_one_can_read_is_refused(company: &Company) {
    company.made("rep", "account", json!({"name": "Yunling"})).await;
    let rep = company.by("rep");
    let test = json!({"field": "level", "op": "eq", "value": "a"});
    let mut nested = test.clone();
    for _ in 0..20 {
        nested = json!({"not": nested});
    }
    let wide = json!({"or": vec![test.clone(); 200]});
    let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", "{\"not\":".repeat(depth), "}".repeat(depth));
    for (filter, code) in [
        ("", "invalid_filter"),
        ("{", "invalid_filter"),
        ("nonsense", "invalid_filter"),
        (&deep(1_000), "invalid_filter"),
        (&objects(500), "invalid_filter"),
        (&deep(10_000), "bad_request"),
        (&objects(2_000), "bad_request"),
        (&nested.to_string(), "filter_too_deep"),
        (&wide.to_string(), "filter_too_large"),
    ] {
        let answer = rep.find(PATH, &[("filter", filter)]).await;
        let shown: String = filter.chars().take(60).collect();
        assert_eq!(answer.code().as_deref(), Some(code), "{shown}");
        refused(&answer);
    }
    for filter in [
        json!(1),
        json!([]),
        json!({}),
        json!({"and": 1}),
        json!({"and": [], "or": []}),
        json!({"and": [test.clone()], "field": "level"}),
        json!({"field": 1, "op": "eq", "value": 1}),
        json!({"field": "level", "op": 1}),
        json!({"field": "level"}),
        json!({"field": "level", "op": "EQ", "value": "a"}),
        json!({"field": "level", "op": "eq", "value": "a", "surprise": 1}),
        json!({"field": "level", "op": "eq", "value": ["a"]}),
        json!({"field": "level", "op": "in", "value": "a"}),
        json!({"field": "level", "op": "in", "value": vec!["a"; 2_000]}),
        json!({"field": "employees", "op": "eq", "value": "many"}),
        json!({"field": "employees", "op": "between", "value": [1]}),
        json!({"field": "employees", "op": "between", "value": [1, 2, 3]}),
        json!({"field": "created_at", "op": "within", "value": "someday"}),
        json!({"field": "created_at", "op": "ge", "value": "yesterday"}),
        json!({"field": "owner", "op": "eq", "value": "nonsense"}),
        json!({"field": "name", "op": "contains", "value": {"$ne": 1}}),
        json!({"field": "name\" OR 1=1 --", "op": "eq", "value": "a"}),
        json!({"field": "o_account.name", "op": "eq", "value": "a"}),
        json!({"field": "deleted_at", "op": "empty", "value": null}),
        json!({"field": "phone_bidx", "op": "not_empty", "value": null}),
        json!({"field": "phone", "op": "ends_with", "value": "56"}),
        json!({"field": "name", "op": "eq", "value": "a\u{0}b"}),
        json!({"field": "name", "op": "starts", "value": "\u{0}"}),
        json!({"field": "tags", "op": "has_any", "value": ["\u{0}"]}),
        json!({"field": "external_id", "op": "in", "value": ["a", "\u{0}"]}),
        json!({"field": "email", "op": "eq", "value": "a\u{0}@b.example"}),
    ] {
        let text = filter.to_string();
        let answer = rep.find(PATH, &[("filter", &text)]).await;
        if text.contains("\\u0000") && answer.status == 200 {
            assert_eq!(answer.json()["items"], json!([]), "{text}");
            continue;
        }
        refused(&answer);
        let groups = rep.find(&format!("{PATH}/groups"), &[("by", "level"), ("filter", &text)]).await;
        assert_eq!(groups.status, answer.status, "{text}");
        let body = json!({"object": "account", "filter": filter, "format": "csv"});
        refused(&company.by("operator").post("/api/v1/exports", body).await);
    }
}

async fn ten_thousand_levels_are_refused_in_a_body_too(company: &Company) {
    let before = company.digest().await;
    for (open, close) in [("[", "]"), ("{\"not\":", "}"), ("{\"and\":[", "]}")] {
        let filter = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        for (path, rest) in [
            ("/api/v1/views?object=account", "\"name\":\"Deep\",\"kind\":\"list\""),
            ("/api/v1/exports", "\"object\":\"account\",\"format\":\"csv\""),
        ] {
            let body = format!("{{{rest},\"filter\":{filter}}}");
            let ask = company.by("operator").ask(Method::POST, path).bytes(body, "application/json");
            ask.send().await.refused(400, "json_too_deep");
        }
    }
    assert_eq!(company.digest().await, before);
}

async fn a_list_nobody_can_mean_is_refused(company: &Company) {
    for number in 0..3 {
        company.made("rep", "account", json!({"name": format!("Account {number}")})).await;
    }
    let rep = company.by("rep");
    for query in [
        ("limit", "0"),
        ("limit", "201"),
        ("limit", "-1"),
        ("limit", "99999999999999999999"),
        ("limit", "ten"),
        ("sort", "nonsense"),
        ("sort", "--name"),
        ("sort", "name;drop table o_account"),
        ("sort", "name,level,number,employees,owner"),
        ("sort", ","),
        ("fields", "nonsense"),
        ("count", "all"),
        ("after", "nonsense"),
        ("after", "00"),
        ("nonsense", "1"),
        ("filter[]", "1"),
    ] {
        refused(&rep.find(PATH, &[query]).await);
    }
    let many: Vec<String> = (0..70).map(|number| format!("f{number}")).collect();
    rep.find(PATH, &[("fields", &many.join(","))]).await.refused_field("fields", "too_many_items");
    for raw in [
        "?limit=1&limit=2",
        "?q=%ff%fe",
        "?q=%",
        "?filter=%00",
        "?sort=%00",
        "?q=%00",
        "?fields=name%00",
        "?after=%00",
    ] {
        let answer = rep.get(&format!("{PATH}{raw}")).await;
        if answer.status != 200 {
            refused(&answer);
        }
    }
    for text in ["\u{0}", "a\u{0}b", "\u{202e}", "\u{fffd}", &"\u{1f600}".repeat(50)] {
        let answer = rep.find("/api/v1/search", &[("q", text)]).await;
        if answer.status != 200 {
            refused(&answer);
        }
    }
}

async fn a_cursor_is_bound_to_its_list(company: &Company) {
    for number in 0..5 {
        company.made("rep", "account", json!({"name": format!("Account {number}"), "level": "a"})).await;
        company.made("rep", "lead", json!({"name": format!("Lead {number}")})).await;
    }
    let rep = company.by("rep");
    let next = |page: Value| page["next"].as_str().unwrap().to_owned();
    let cursor = next(rep.find(PATH, &[("limit", "2"), ("sort", "name")]).await.ok());
    let filter = json!({"field": "level", "op": "eq", "value": "a"}).to_string();
    for query in [
        vec![("after", cursor.as_str())],
        vec![("after", &cursor), ("sort", "-name")],
        vec![("after", &cursor), ("sort", "name,level")],
        vec![("after", &cursor), ("sort", "name"), ("filter", &filter)],
        vec![("after", &cursor), ("sort", "name"), ("q", "Account")],
    ] {
        rep.find(PATH, &query).await.refused(400, "invalid_cursor");
    }
    rep.find("/api/v1/records/lead", &[("after", &cursor), ("sort", "name")])
        .await
        .refused(400, "invalid_cursor");
    company
        .by("manager")
        .find("/api/v1/recycle", &[("object", "account"), ("after", &cursor)])
        .await
        .refused(400, "invalid_cursor");
    for place in [0, 1, cursor.len() / 2, cursor.len() - 1] {
        let mut bytes = cursor.clone().into_bytes();
        bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
        let broken = String::from_utf8(bytes).unwrap();
        rep.find(PATH, &[("after", &broken), ("sort", "name")]).await.refused(400, "invalid_cursor");
    }
    for broken in [
        &cursor[..cursor.len() - 2],
        &format!("{cursor}00"),
        &"ab".repeat(5_000),
        &cursor.to_uppercase().replace('A', "g"),
    ] {
        rep.find(PATH, &[("after", broken), ("sort", "name")]).await.refused(400, "invalid_cursor");
    }
    // A cursor is a place, not a right.
    let theirs = company.by("other").find(PATH, &[("after", &cursor), ("sort", "name")]).await.ok();
    assert_eq!(theirs["items"], json!([]));
}

async fn ids_of_nothing_and_of_other_things_are_not_found(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let rep = company.by("rep");
    let before = company.digest().await;
    for id in [
        "nonsense",
        "1",
        "..",
        "%2e%2e",
        "%00",
        company.id("rep"),
        "00000000-0000-0000-0000-000000000000",
        &"a".repeat(5_000),
    ] {
        for part in ["", "/history", "/timeline"] {
            rep.get(&format!("{PATH}/{id}{part}")).await.refused(404, "not_found");
        }
        rep.change(&format!("{PATH}/{id}"), 1, json!({"name": "x"})).await.refused(404, "not_found");
        rep.get(&format!("/api/v1/files/{id}")).await.refused(404, "not_found");
        rep.delete(&format!("/api/v1/views/{id}")).await.refused(404, "not_found");
    }
    rep.get(&format!("/api/v1/records/lead/{}", account.id())).await.refused(404, "not_found");
    let body = json!({"ids": ["nonsense"], "action": "delete"});
    rep.post(&format!("{PATH}/bulk"), body).await.refused(422, "bad_request");
    assert_eq!(company.digest().await, before);
}

async fn nul_and_lone_halves_do_no_harm_in_any_route(company: &Company) {
    let admin = company.by("admin");
    let before = company.digest().await;
    let label = json!({"zh": "a\u{0}", "en": "a\u{0}"});
    for (method, path, body) in [
        (Method::PATCH, "/api/v1/me", json!({"name": "a\u{0}b"})),
        (Method::PATCH, "/api/v1/me", json!({"timezone": "a\u{0}b"})),
        (Method::POST, "/api/v1/teams", json!({"name": "a\u{0}b"})),
        (Method::POST, "/api/v1/users", json!({"email": "a\u{0}@b.example", "name": "a", "roles": []})),
        (Method::POST, "/api/v1/users", json!({"email": "a@b.example", "name": "a\u{0}", "roles": []})),
        (Method::POST, "/api/v1/users", json!({"email": "a@b.example", "name": "a", "roles": ["a\u{0}"]})),
        (Method::POST, "/api/v1/roles", json!({"key": "new", "label": label})),
        (Method::POST, "/api/v1/objects", json!({"name": "new", "label": label})),
        (
            Method::POST,
            "/api/v1/objects/account/fields",
            json!({"name": "new", "type": "text", "label": label}),
        ),
        (Method::POST, "/api/v1/views?object=account", json!({"name": "a\u{0}b", "kind": "list"})),
        (Method::POST, "/api/v1/session", json!({"email": "a\u{0}", "password": "b\u{0}"})),
    ] {
        let answer = admin.ask(method, path).json(&body).send().await;
        refused(&answer);
    }
    for path in [
        "/api/v1/users?q=%00",
        "/api/v1/people?q=%00",
        "/api/v1/audit?object=%00",
        "/api/v1/audit?after=1.1.%00",
        "/api/v1/audit?action=%00",
        "/api/v1/roles/%00",
        "/api/v1/objects/%00",
        "/api/v1/invitations/%00",
        "/api/v1/search?q=a&objects=%00",
        "/api/v1/views?object=%00",
        "/api/v1/recycle?object=%00",
        "/api/v1/records/%00",
    ] {
        let answer = admin.get(path).await;
        if answer.status != 200 {
            refused(&answer);
        }
    }
    assert_eq!(company.digest().await, before);
}

async fn files_are_what_their_bytes_say(company: &Company) {
    let rep = company.by("rep");
    let before = company.digest().await;
    let upload = async |who: &str, name: &str, bytes: &[u8]| {
        let path = crate::support::with_query("/api/v1/files", &[("name", name), ("object", "account")]);
        company.by(who).ask(Method::POST, &path).bytes(bytes, "application/pdf").send().await
    };
    upload("rep", "a.txt", b"").await.refused(422, "file_empty");
    refused(&upload("rep", "a.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00").await);
    refused(&upload("reader", "a.txt", b"text").await);
    refused(&rep.ask(Method::POST, "/api/v1/files?object=account").bytes("x", "text/plain").send().await);
    assert_eq!(company.digest().await, before);
    let file = upload("rep", "../../报价\r\nSet-Cookie: a=b\u{0}.txt", "你好".as_bytes()).await;
    if file.status == 201 {
        let id = file.json()["id"].as_str().unwrap().to_owned();
        company.made("rep", "account", json!({"name": "With a file", "files": [id]})).await;
        let read = rep.get(&format!("/api/v1/files/{id}")).await;
        assert_eq!(read.body, "你好".as_bytes());
        assert_eq!(read.header("set-cookie"), None);
        assert!(read.header("content-disposition").unwrap().starts_with("attachment"));
        company.by("other").get(&format!("/api/v1/files/{id}")).await.refused(404, "not_found");
    } else {
        refused(&file);
    }
}

on_both_engines!(
    a_body_that_is_no_json_is_refused,
    a_key_given_twice_is_not_guessed_at,
    values_of_the_wrong_kind_are_refused,
    a_filter_no_one_can_read_is_refused,
    ten_thousand_levels_are_refused_in_a_body_too,
    a_list_nobody_can_mean_is_refused,
    a_cursor_is_bound_to_its_list,
    ids_of_nothing_and_of_other_things_are_not_found,
    nul_and_lone_halves_do_no_harm_in_any_route,
    files_are_what_their_bytes_say,
);
