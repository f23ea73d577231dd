//! Every line of the table of routes, tried by people who should not get through: nobody, a stranger without any
//! role, and people whose rights end somewhere. Whatever is refused leaves the database as it was.
//!
//! A new route is in these walks by itself. If it needs a body or a query to get as far as its decision, it gets a
//! line in [`Targets::request`]; if a stranger may use it, a line in [`OPEN_TO_STRANGERS`].

use http::Method;
use model::Locale;
use serde_json::{Value, json};
use server::{Gate, Route};

use crate::support::{Answer, Company};

/// In every record that the people of these walks must not see.
const MARK: &str = "Qilianshan";

/// What anybody signed in may ask although no role gives them anything: their own account, and what everybody in the
/// company knows of everybody. The list only shrinks.
const OPEN_TO_STRANGERS: [(&str, &str); 41] = [
    ("DELETE", "/api/v1/session"),
    ("POST", "/api/v1/session/step-up"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/me/security"),
    ("GET", "/api/v1/me/mail-check"),
    ("GET", "/api/v1/me/sso"),
    ("POST", "/api/v1/me/factors/totp"),
    ("POST", "/api/v1/me/factors/totp/confirm"),
    ("POST", "/api/v1/me/factors/passkey/options"),
    ("POST", "/api/v1/me/factors/passkey"),
    ("POST", "/api/v1/me/factors/email"),
    ("POST", "/api/v1/me/factors/email/confirm"),
    ("POST", "/api/v1/me/factors/sms"),
    ("POST", "/api/v1/me/factors/sms/confirm"),
    ("POST", "/api/v1/me/recovery-codes"),
    ("PATCH", "/api/v1/me"),
    ("POST", "/api/v1/me/password"),
    ("GET", "/api/v1/me/sessions"),
    ("DELETE", "/api/v1/me/sessions"),
    ("DELETE", "/api/v1/me/sessions/{id}"),
    ("GET", "/api/v1/me/devices"),
    ("DELETE", "/api/v1/me/devices/{id}"),
    ("POST", "/api/v1/me/help-code"),
    ("GET", "/api/v1/me/help-call"),
    ("POST", "/api/v1/me/compromised"),
    ("GET", "/api/v1/rights-reviews"),
    ("GET", "/api/v1/people"),
    ("GET", "/api/v1/teams"),
    ("GET", "/api/v1/roles"),
    ("GET", "/api/v1/roles/capabilities"),
    ("GET", "/api/v1/objects"),
    ("GET", "/api/v1/field-types"),
    ("GET", "/api/v1/search"),
    ("GET", "/api/v1/imports"),
    ("GET", "/api/v1/me/tokens"),
    ("POST", "/api/v1/me/tokens"),
    ("DELETE", "/api/v1/me/tokens"),
    ("GET", "/api/v1/tokens/scopes"),
    ("GET", "/api/v1/apps"),
    ("POST", "/api/v1/apps"),
    ("GET", "/api/v1/me/apps"),
];

/// Things that are really there, none of them the business of those who try.
pub(crate) struct Targets {
    pub(crate) record: String,
    user: String,
    team: String,
    session: String,
    view: String,
    file: String,
    device: String,
}

impl Targets {
    pub(crate) async fn of(company: &Company) -> Self {
        let account = company.made("other", "account", json!({"name": MARK, "phone": "13900001111"})).await;
        let deal = json!({"name": MARK, "account": account.id(), "amount": "1000"});
        company.made("other", "opportunity", deal).await;
        company.made("other", "contact", json!({"name": MARK, "account": account.id()})).await;
        let other = company.by("other");
        let view = json!({"name": MARK, "kind": "list"});
        let view = other.post("/api/v1/views?object=account", view).await.ok();
        let upload = other.ask(Method::POST, "/api/v1/files?name=Qilianshan.txt&object=account");
        let file = upload.bytes(MARK, "text/plain").send().await.ok();
        let change = json!({"files": [file["id"]]});
        other.change(&account.path(), account.version(), change).await.ok();
        let sessions = other.get("/api/v1/me/sessions").await.ok();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            record: account.id().into(),
            user: company.id("other").into(),
            team: company.team("Hangzhou").into(),
            session: text(&sessions["items"][0]["id"]),
            view: text(&view["id"]),
            file: text(&file["id"]),
            device: text(&sessions["items"][0]["device_id"]),
        }
    }

    /// The path of a route with real ids in it, and the body it takes: sound, so that only the missing right is left
    /// to refuse it.
    fn request(&self, route: &Route) -> (String, Option<Value>) {
        let method = route.method.as_str();
        let id = match route.path {
            path if path.starts_with("/api/v1/users") => &self.user,
            path if path.starts_with("/api/v1/teams") => &self.team,
            path if path.starts_with("/api/v1/me/sessions") => &self.session,
            path if path.starts_with("/api/v1/me/devices") => &self.device,
            path if path.starts_with("/api/v1/views") => &self.view,
            path if path.starts_with("/api/v1/files") => &self.file,
            _ => &self.record,
        };
        let path = route.path.replace("{id}", id).replace("{object}", "account").replace("{field}", "level");
        let path = path.replace("{key}", "sales_rep").replace("{token}", "nonsense");
        let path = path.replace("{device}", &self.device).replace("{item}", &self.record);
        let query = match (method, route.path) {
            (_, "/api/v1/recycle" | "/api/v1/views") => "?object=account",
            (_, "/api/v1/search") => "?q=Qilianshan",
            ("POST", "/api/v1/files") => "?name=a.txt&object=account",
            ("POST", "/api/v1/imports") => "?object=account&name=a.csv",
            ("POST", "/api/v1/people/import") => "?name=a.csv",
            (_, "/api/v1/records/{object}/groups") => "?by=level",
            (_, "/api/v1/access/explain") => "?object=account&action=view",
            (_, "/api/v1/me/mail-check") => "?code=7K3M-9QXZ",
            _ => "",
        };
        (format!("{path}{query}"), self.body(method, route.path))
    }

    fn body(&self, method: &str, path: &str) -> Option<Value> {
        let stage = |key: &str, kind: &str| json!({"key": key, "label": {"zh": key, "en": key}, "kind": kind, "probability": 1});
        let label = json!({"zh": "新", "en": "New"});
        let body = match (method, path) {
            ("GET" | "DELETE", _) => return None,
            (_, "/api/v1/session") => json!({"email": "a@b.example", "password": "wrong"}),
            (_, "/api/v1/me") => json!({"name": "Somebody Else"}),
            (_, "/api/v1/me/password") => json!({"current": "wrong", "new": "seven pelicans on a quay"}),
            ("POST", "/api/v1/users") => json!({"email": "new@yunling.example", "name": "New", "roles": []}),
            (_, "/api/v1/users/{id}" | "/api/v1/teams/{id}") => json!({"version": 1, "name": "Renamed"}),
            (_, "/api/v1/roles") => json!({"key": "new", "label": label}),
            (_, "/api/v1/roles/{key}") => json!({"key": "sales_rep", "label": label, "version": 1}),
            (_, "/api/v1/roles/preview") => {
                json!({"role": {"key": "sales_rep", "label": label, "version": 1}})
            }
            (_, "/api/v1/objects" | "/api/v1/objects/plan") => json!({"name": "c_new", "label": label}),
            (_, "/api/v1/objects/{object}" | "/api/v1/objects/{object}/fields/{field}") => {
                json!({"version": 1, "label": label})
            }
            (_, "/api/v1/objects/{object}/fields") => {
                json!({"name": "c_new", "type": "text", "label": label})
            }
            (_, "/api/v1/objects/{object}/plan") => {
                json!({"add_field": {"name": "c_new", "type": "text", "label": label}})
            }
            (_, "/api/v1/objects/{object}/pipeline") => {
                json!({"version": 1, "stages": [stage("a", "open"), stage("b", "won"), stage("c", "lost")]})
            }
            ("POST", "/api/v1/records/{object}" | "/api/v1/teams") => json!({"name": "New"}),
            (_, "/api/v1/records/{object}/{id}") => json!({"name": "Renamed"}),
            (_, "/api/v1/records/{object}/bulk") => json!({"ids": [self.record], "action": "delete"}),
            ("POST", "/api/v1/views") => json!({"name": "New", "kind": "list"}),
            (_, "/api/v1/views/{id}") => json!({"name": "Renamed", "kind": "list", "version": 1}),
            (_, "/api/v1/imports/{id}/mapping") => json!({"columns": [], "mode": "create"}),
            (_, "/api/v1/imports/{id}/matches") => json!({"matches": []}),
            (_, "/api/v1/exports") => json!({"object": "account", "format": "csv"}),
            (_, "/api/v1/me/factors/{id}") => json!({"label": "Renamed"}),
            (_, "/api/v1/users/{id}/password-change-required") => json!({"why": "incident"}),
            (_, "/api/v1/security/sso") => json!({"enabled": false}),
            (_, "/api/v1/security/sso/{key}") => {
                json!({"on": true, "settings": {"label": label, "provider": {
                "kind": "oidc", "issuer": "https://idp.example", "client_id": "kedun"}}})
            }
            (_, "/api/v1/users/{id}/help-code") => json!({"code": "ABCD-EFGH"}),
            (_, "/api/v1/users/{id}/leave") => json!({"note": "Goodbye"}),
            (_, "/api/v1/users/{id}/leave/successor") => {
                json!({"successor": "0190a0b0-0000-7000-8000-000000000001"})
            }
            (_, "/api/v1/users/{id}/leave/items") => json!({"text": "Return the keys"}),
            (_, "/api/v1/users/{id}/leave/items/{item}") => json!({"done": true}),
            (_, "/api/v1/me/tokens") => json!({"name": "Robot", "scopes": ["records:read:*"]}),
            (_, "/api/v1/security/tokens") => {
                json!({"personal": false, "apps": false, "max_days": 1, "max_records_per_hour": 1})
            }
            (_, "/api/v1/apps") => json!({
                "name": "Robot", "publisher": "Somebody", "redirect_uris": ["https://app.example/back"],
                "scopes": ["records:read:account"],
            }),
            (_, "/api/v1/apps/{id}/decision") => json!({"approve": true, "version": 1}),
            (_, "/api/v1/apps/authorize") => {
                json!({"allow": true, "client_id": self.record, "redirect_uri": "https://app.example/back"})
            }
            _ => json!({}),
        };
        Some(body)
    }

    /// Asks a route as somebody.
    pub(crate) async fn ask(&self, client: &crate::support::Client<'_>, route: &Route) -> Answer {
        let (path, body) = self.request(route);
        let ask = client.ask(route.method.clone(), &path).version(2);
        match body {
            _ if path.contains("?name=a.txt") || path.contains("name=a.csv") => {
                ask.bytes("name\nx\n", "text/plain")
            }
            Some(body) => ask.json(&body),
            None => ask,
        }
        .send()
        .await
    }
}

async fn nobody_gets_through_any_gate(company: &Company) {
    let targets = Targets::of(company).await;
    company.stand_still();
    let before = company.digest().await;
    for route in server::routes::all().iter().filter(|route| route.gate != Gate::Open) {
        for client in
            [company.nobody(), company.with_cookie("__Host-kedun=stolen"), company.with_cookie("kedun=x")]
        {
            targets.ask(&client, route).await.refused(401, "unauthenticated");
        }
        assert_eq!(company.digest().await, before, "{} {} changed something", route.method, route.path);
    }
}

async fn a_stranger_without_roles_gets_nothing(company: &Company) {
    let targets = Targets::of(company).await;
    let stranger = company.by("stranger");
    stranger.get("/api/v1/me").await.ok();
    company.stand_still();
    let before = company.digest().await;
    for route in server::routes::all().iter().filter(|route| route.gate != Gate::Open) {
        if OPEN_TO_STRANGERS.contains(&(route.method.as_str(), route.path)) {
            if route.method == Method::GET {
                let answer = targets.ask(&stranger, route).await;
                answer.ok();
                assert!(!answer.text().contains(MARK), "{} {}", answer.asked, answer.text());
            }
            continue;
        }
        let answer = targets.ask(&stranger, route).await;
        let code = answer.code().unwrap_or_default();
        let refused =
            matches!((answer.status.as_u16(), code.as_str()), (403, "forbidden") | (404, "not_found"));
        assert!(refused, "{} answered {} {}", answer.asked, answer.status, answer.text());
        assert!(!answer.text().contains(MARK), "{}", answer.asked);
        assert_eq!(company.digest().await, before, "{} changed something", answer.asked);
    }
    assert_eq!(stranger.get("/api/v1/objects").await.ok()["items"], json!([]));
    assert_eq!(stranger.find("/api/v1/search", &[("q", MARK)]).await.ok()["items"], json!([]));
    let description = stranger.get("/api/v1/openapi.json").await.ok();
    assert!(description["paths"].get("/api/v1/records/account").is_none());
}

async fn half_rights_reach_half_the_things(company: &Company) {
    let targets = Targets::of(company).await;
    for who in ["rep", "manager", "auditor", "officer", "operator", "marketing"] {
        let client = company.by(who);
        let can = client.get("/api/v1/me").await.ok()["can"].clone();
        company.stand_still();
        let before = company.digest().await;
        for route in server::routes::all() {
            let asked_for = route.gate.capabilities();
            let has = |one: &access::Capability| can[one.as_str().split('.').next().unwrap()] == true;
            if asked_for.is_empty() || asked_for.iter().any(has) {
                continue;
            }
            targets.ask(&client, &route).await.refused(403, "forbidden");
            assert_eq!(company.digest().await, before, "{} {} by {who}", route.method, route.path);
        }
        company.go_on();
    }
}

async fn what_belongs_to_others_is_not_there(company: &Company) {
    let targets = Targets::of(company).await;
    for who in ["rep", "manager"] {
        let client = company.by(who);
        client.get("/api/v1/me").await.ok();
        company.stand_still();
        let before = company.digest().await;
        for route in server::routes::all().iter().filter(|route| route.gate == Gate::SignedIn) {
            let about_the_target = route.path.contains("{id}");
            if !about_the_target && route.method != Method::GET {
                continue;
            }
            let answer = targets.ask(&client, route).await;
            assert!(!answer.text().contains(MARK), "{who}: {} {}", answer.asked, answer.text());
            if about_the_target {
                // Restoring takes a right that a representative has for no account at all.
                let refused = matches!(answer.status.as_u16(), 404)
                    || (who == "rep" && route.path.ends_with("/restore") && answer.status == 403);
                assert!(refused, "{who}: {} {}", answer.asked, answer.text());
                assert_eq!(company.digest().await, before, "{who}: {}", answer.asked);
            }
        }
        let body = json!({"ids": [targets.record], "action": "delete"});
        let report = client.post("/api/v1/records/account/bulk", body).await.ok();
        assert_eq!(report["done"], 0);
        assert_eq!(report["failed"][0]["code"], "not_found");
        assert_eq!(company.digest().await, before, "{who}: bulk");
        company.go_on();
    }
}

async fn who_only_reads_changes_nothing(company: &Company) {
    let targets = Targets::of(company).await;
    for who in ["auditor", "reader", "officer"] {
        let client = company.by(who);
        client.get("/api/v1/me").await.ok();
        company.stand_still();
        let before = company.digest().await;
        for route in server::routes::all().iter().filter(|route| route.gate == Gate::SignedIn) {
            let business = ["/api/v1/records", "/api/v1/files", "/api/v1/imports", "/api/v1/exports"];
            if route.method == Method::GET || !business.iter().any(|path| route.path.starts_with(path)) {
                continue;
            }
            let answer = targets.ask(&client, route).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{who}: {} {}", answer.asked, answer.text());
            assert_eq!(company.digest().await, before, "{who}: {}", answer.asked);
        }
        let path = format!("/api/v1/records/account/{}", targets.record);
        client.change(&path, 2, json!({"name": "x"})).await.refused(403, "forbidden");
        company.go_on();
    }
}

async fn a_change_from_elsewhere_is_refused(company: &Company) {
    let targets = Targets::of(company).await;
    let admin = company.by("admin");
    admin.get("/api/v1/me").await.ok();
    company.stand_still();
    let before = company.digest().await;
    for route in server::routes::all().iter().filter(|route| !route.method.is_safe()) {
        let (path, body) = targets.request(route);
        // A program names no origin; a page of somebody else's does.
        for (origin, site) in [
            ("https://evil.example", ""),
            ("https://crm.example", "cross-site"),
            ("null", "same-site"),
            ("", ""),
        ] {
            if route.programs && site.is_empty() && origin.is_empty() {
                continue;
            }
            let ask =
                admin.ask(route.method.clone(), &path).version(2).json(&body.clone().unwrap_or_default());
            let answer = ask.header("origin", origin).header("sec-fetch-site", site).send().await;
            answer.refused(403, "origin_refused");
        }
        assert_eq!(company.digest().await, before, "{} {} changed something", route.method, route.path);
    }
    let ask = admin.ask(Method::PATCH, "/api/v1/me").json(&json!({"theme": "dark"}));
    ask.header("origin", "https://crm.example").header("sec-fetch-site", "").send().await.ok();
}

async fn a_refusal_speaks_the_readers_language(company: &Company) {
    for (accepted, locale) in
        [("zh-CN,zh;q=0.9,en;q=0.8", Locale::Zh), ("en-GB", Locale::En), ("", Locale::Zh)]
    {
        let ask = company.nobody().ask(Method::GET, "/api/v1/me").header("accept-language", accepted);
        let problem = ask.send().await.refused(401, "unauthenticated");
        let words = model::words_of("unauthenticated");
        let expected = if locale == Locale::Zh { words.zh } else { words.en };
        assert_eq!(problem["detail"], expected, "{accepted}");
    }
    // Behind the gate the person's own choice counts, not the browser's.
    company.by("rep").patch("/api/v1/me", json!({"language": "zh"})).await.ok();
    let problem = company.by("rep").get("/api/v1/audit").await.refused(403, "forbidden");
    assert_eq!(
        problem["detail"],
        model::words_of("forbidden").en,
        "the gate itself knows only the browser's"
    );
    let problem = company.by("rep").get("/api/v1/records/account/nonsense").await.refused(404, "not_found");
    assert_eq!(problem["detail"], model::words_of("not_found").zh);
}

async fn what_is_not_a_route_is_not_found(company: &Company) {
    for path in
        ["/api/v1/nothing", "/api/v2/me", "/api/", "/api/v1/records", "/api/v1/me/", "/api/v1/%2e%2e/me"]
    {
        company.by("admin").get(path).await.refused(404, "not_found");
    }
    let answer = company.by("admin").ask(Method::PUT, "/api/v1/me").send().await;
    answer.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow").map(|allow| allow.contains("PATCH")), Some(true));
}

#[test]
fn the_routes_open_to_people_not_signed_in_are_these() {
    let routes = server::routes::all();
    let open = routes.iter().filter(|route| route.gate == Gate::Open);
    let lines: Vec<String> = open.map(|route| format!("{} {}", route.method, route.path)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_routes_for_programs_without_a_token_are_these() {
    let routes = server::routes::all();
    let programs: Vec<_> = routes.iter().filter(|route| route.programs).collect();
    assert!(programs.iter().all(|route| route.gate == Gate::Open), "they take no word from a cookie");
    let paths: Vec<&str> = programs.iter().map(|route| route.path).collect();
    assert_eq!(paths, ["/api/v1/sso/{key}/backchannel-logout", "/api/v1/apps/token", "/api/v1/apps/revoke"]);
}

#[test]
fn the_table_of_routes_with_its_gates_is_reviewed() {
    let lines: Vec<String> = server::routes::all()
        .iter()
        .map(|route| {
            let gate = match route.gate {
                Gate::Open => "open".to_owned(),
                Gate::SignedIn => "signed in".into(),
                Gate::Enrolling => "signed in, or on the way in".into(),
                Gate::Can(_) | Gate::CanAny(_) => {
                    let all: Vec<&str> = route.gate.capabilities().iter().map(|one| one.as_str()).collect();
                    all.join(" or ")
                }
            };
            let fresh = if route.fresh { ", proved lately" } else { "" };
            let programs = if route.programs { ", for programs" } else { "" };
            format!("{:6} {:50} {gate}{fresh}{programs}", route.method.as_str(), route.path)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

on_both_engines!(
    nobody_gets_through_any_gate,
    a_stranger_without_roles_gets_nothing,
    half_rights_reach_half_the_things,
    what_belongs_to_others_is_not_there,
    who_only_reads_changes_nothing,
    a_change_from_elsewhere_is_refused,
    a_refusal_speaks_the_readers_language,
    what_is_not_a_route_is_not_found,
);
